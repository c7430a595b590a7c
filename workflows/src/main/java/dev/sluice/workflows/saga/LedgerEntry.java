package dev.sluice.workflows.saga;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/** One line of a saga's ledger. {@code at} is an ISO instant, {@code reference} the provider's. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LedgerEntry(
    String step,
    StepState state,
    @Nullable String reference,
    int attempt,
    @Nullable String error,
    String at) {

  public enum StepState {
    running,
    done,
    refused,
    failed,
    unknown,
    skipped,
    compensating,
    compensated,
    parked,
    settled
  }
}
