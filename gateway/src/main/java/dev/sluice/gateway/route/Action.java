package dev.sluice.gateway.route;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a route does for one event, with everything evaluated. */
public sealed interface Action {

  /** An act on a workflow. Work is partitioned by {@link #workflowId}. */
  sealed interface ToWorkflow extends Action {

    String workflowId();

    /** Absent: the gateway's own namespace. */
    @Nullable String namespace();

    /** The same act on another workflow. */
    ToWorkflow at(String otherId, @Nullable String otherNamespace);

    /** Whether it makes the workflow where there is none. */
    default boolean starts() {
      return false;
    }

    /** What a closed or absent target means. */
    default IfAbsent ifAbsent() {
      return new IfAbsent.Dead();
    }
  }

  record Start(
      String workflowId,
      @Nullable String namespace,
      String workflowType,
      String taskQueue,
      JsonNode input,
      @Nullable Duration executionTimeout,
      @Nullable Duration taskTimeout)
      implements ToWorkflow {

    @Override
    public Start at(String otherId, @Nullable String otherNamespace) {
      return new Start(
          otherId, otherNamespace, workflowType, taskQueue, input, executionTimeout, taskTimeout);
    }

    @Override
    public boolean starts() {
      return true;
    }
  }

  record Signal(
      String workflowId, @Nullable String namespace, String name, JsonNode input, IfAbsent ifAbsent)
      implements ToWorkflow {

    @Override
    public Signal at(String otherId, @Nullable String otherNamespace) {
      return new Signal(otherId, otherNamespace, name, input, ifAbsent);
    }
  }

  /** {@code start} makes the run where none is open, and it is signalled in any case. */
  record SignalWithStart(Start start, String name, JsonNode input, IfClosed ifClosed)
      implements ToWorkflow {

    @Override
    public String workflowId() {
      return start.workflowId();
    }

    @Override
    public @Nullable String namespace() {
      return start.namespace();
    }

    @Override
    public SignalWithStart at(String otherId, @Nullable String otherNamespace) {
      return new SignalWithStart(start.at(otherId, otherNamespace), name, input, ifClosed);
    }

    @Override
    public boolean starts() {
      return true;
    }

    @Override
    public IfAbsent ifAbsent() {
      return ifClosed == IfClosed.drop ? new IfAbsent.Drop() : new IfAbsent.Dead();
    }
  }

  record Update(
      String workflowId, @Nullable String namespace, String name, JsonNode input, IfAbsent ifAbsent)
      implements ToWorkflow {

    @Override
    public Update at(String otherId, @Nullable String otherNamespace) {
      return new Update(otherId, otherNamespace, name, input, ifAbsent);
    }
  }

  record Cancel(
      String workflowId, @Nullable String namespace, @Nullable String reason, IfAbsent ifAbsent)
      implements ToWorkflow {

    @Override
    public Cancel at(String otherId, @Nullable String otherNamespace) {
      return new Cancel(otherId, otherNamespace, reason, ifAbsent);
    }
  }

  /** Another event, made of this one. Without {@code data} it has this one's bytes. */
  record Publish(
      String type, @Nullable String subject, @Nullable String dataVersion, @Nullable JsonNode data)
      implements Action {}

  /** What a closed or absent target means. */
  sealed interface IfAbsent {

    record Wait(Duration atMost) implements IfAbsent {}

    record Dead() implements IfAbsent {}

    record Drop() implements IfAbsent {}
  }

  /** What it means that the run of that id has ended, where an absent one would be made. */
  enum IfClosed {
    dead,
    drop,
    restart
  }
}
