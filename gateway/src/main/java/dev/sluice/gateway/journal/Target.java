package dev.sluice.gateway.journal;

import dev.sluice.gateway.event.Event;
import dev.sluice.gateway.route.Action;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * What work is for, and so which work keeps its order: a workflow, or the place where events with
 * one key are published. {@code namespace} is empty for the gateway's own.
 */
public record Target(String workflowId, String namespace) {

  /** No namespace of a configuration has a control character. */
  private static final String NO_ENGINE = "\0";

  public static Target of(Action action, Event event) {
    return action instanceof Action.ToWorkflow act
        ? new Target(act.workflowId(), Objects.requireNonNullElse(act.namespace(), ""))
        : ofPublishing(event);
  }

  /** What has the same partition key, or else subject, is published in the journal's order. */
  static Target ofPublishing(Event event) {
    String key =
        Stream.of(event.partitionKey(), event.subject())
            .filter(Objects::nonNull)
            .findFirst()
            .orElseGet(() -> event.eid().toString());
    return new Target(key, NO_ENGINE);
  }

  public boolean isWorkflow() {
    return !namespace.equals(NO_ENGINE);
  }
}
