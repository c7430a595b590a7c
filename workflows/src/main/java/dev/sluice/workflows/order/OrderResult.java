package dev.sluice.workflows.order;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.sluice.workflows.saga.LedgerEntry;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How an order ended. In every outcome but {@code confirmed} all that was done is undone. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record OrderResult(
    String orderId,
    Outcome outcome,
    @Nullable String reason,
    @Nullable String transactionId,
    @Nullable String trackingNumber,
    @Nullable String estimatedDelivery,
    List<LedgerEntry> ledger) {

  public enum Outcome {
    confirmed,
    refused,
    cancelled,
    compensated
  }
}
