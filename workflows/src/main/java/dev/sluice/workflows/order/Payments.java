package dev.sluice.workflows.order;

import dev.sluice.workflows.saga.Lookup;
import dev.sluice.workflows.saga.OperationKey;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;

/** The money. Every call may be repeated with its key: the second answers as the first did. */
@ActivityInterface
public interface Payments {

  /** Holds the amount; moves nothing yet. Refused with {@code declined}. */
  @ActivityMethod(name = "payment.authorise")
  Authorisation authorise(OperationKey key, Charge charge);

  /**
   * Moves the money. Refused with {@code captureRefused}, when the authorisation no longer holds.
   */
  @ActivityMethod(name = "payment.capture")
  Capture capture(OperationKey key, String authorisationId);

  @ActivityMethod(name = "payment.void")
  void voidAuthorisation(OperationKey key, String authorisationId);

  /** What became of the {@code authorise} with this key. */
  @ActivityMethod(name = "payment.find")
  Lookup find(OperationKey authoriseKey);

  record Charge(String orderId, String amount, String currency, String token) {}

  record Authorisation(String authorisationId) {}

  record Capture(String transactionId) {}
}
