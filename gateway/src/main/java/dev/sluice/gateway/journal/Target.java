package dev.sluice.gateway.journal;

import dev.sluice.gateway.route.Action;
import java.util.Objects;

/** The workflow that work is for. {@code namespace} is empty for the gateway's own. */
public record Target(String workflowId, String namespace) {

  public static Target of(Action action) {
    return new Target(action.workflowId(), Objects.requireNonNullElse(action.namespace(), ""));
  }
}
