package dev.sluice.workflows.saga;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * Names one operation on a provider: {@code <workflowId>/<step>}. The same in every retry, crash,
 * reset and redrive, so that a provider does it once.
 */
public record OperationKey(@JsonValue String value) {

  @JsonCreator
  public OperationKey {
    if (value.isBlank()) {
      throw new IllegalArgumentException("an operation key is not blank");
    }
  }

  public static OperationKey of(String workflowId, String step) {
    return new OperationKey(workflowId + "/" + step);
  }
}
