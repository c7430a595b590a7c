package dev.sluice.activities.task;

import dev.sluice.activities.provider.Provider;
import dev.sluice.activities.provider.ProviderCall;
import dev.sluice.workflows.task.Kept;
import dev.sluice.workflows.task.TaskInbox;
import dev.sluice.workflows.task.TaskView;
import io.temporal.activity.Activity;
import io.temporal.failure.ApplicationFailure;

/**
 * Puts tasks into the gateway's inbox. Whatever stands in the way (a wrong key, a route that is not
 * there, a gateway of another build) can be mended by people, so no failure of that is final: how
 * long it is tried is the run's to say. Stateless.
 */
public final class InboxInGateway implements TaskInbox {

  private final Provider gateway;

  public InboxInGateway(Provider gateway) {
    this.gateway = gateway;
  }

  @Override
  public void put(TaskView task) {
    String where = Activity.getExecutionContext().getInfo().getNamespace();
    try {
      gateway.send(ProviderCall.put(task.in(where), "v1", "tasks", task.id()));
    } catch (ApplicationFailure e) {
      e.setNonRetryable(false);
      throw e;
    }
  }

  @Override
  public Kept kept(String taskId) {
    return gateway.call(
        ProviderCall.get("v1", "tasks", taskId, "kept"), answer -> answer.as(Kept.class));
  }
}
