package dev.sluice.activities.task;

import dev.sluice.activities.provider.Provider;
import dev.sluice.activities.provider.ProviderCall;
import dev.sluice.workflows.task.TaskInbox;
import dev.sluice.workflows.task.TaskView;

/** Puts tasks into the gateway's inbox. Stateless. */
public final class InboxInGateway implements TaskInbox {

  private final Provider gateway;

  public InboxInGateway(Provider gateway) {
    this.gateway = gateway;
  }

  @Override
  public void put(TaskView task) {
    gateway.send(ProviderCall.put(task, "v1", "tasks", task.id()));
  }
}
