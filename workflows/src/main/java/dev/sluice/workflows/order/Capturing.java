package dev.sluice.workflows.order;

import dev.sluice.workflows.saga.Fault;
import dev.sluice.workflows.saga.Ledger;
import dev.sluice.workflows.saga.OperationKey;
import dev.sluice.workflows.saga.Saga;
import dev.sluice.workflows.saga.Step;
import io.temporal.failure.ActivityFailure;
import io.temporal.workflow.Workflow;
import java.util.Optional;

/**
 * Takes the money of a parcel that is on its way: forward only. A refused capture is answered once
 * by a new authorisation and a new capture; after that, and when a call does not get through, a
 * person decides. A provider keeps its answers, so what was refused is asked again under the next
 * number, and what is unknown under the same. A hold that is not captured is voided, beside the
 * rest. Workflow code.
 */
final class Capturing {

  private final Saga saga;
  private final Providers providers;
  private int number = 1;

  Capturing(Saga saga, Providers providers) {
    this.saga = saga;
    this.providers = providers;
  }

  /**
   * Empty when a person settled it by hand.
   *
   * @param first empty when only its key is known, which then gives it
   */
  Optional<Payments.Capture> capture(Optional<Payments.Authorisation> first) {
    Optional<Payments.Authorisation> held = first;
    while (true) {
      Ledger.Row row = saga.begin("capture");
      Fault fault;
      try {
        if (held.isEmpty()) {
          held = Optional.of(authoriseAgain());
        }
        Payments.Capture capture = capture(held.get().authorisationId());
        row.done(capture.transactionId());
        return Optional.of(capture);
      } catch (ActivityFailure e) {
        fault = Fault.of(e);
      }
      if (fault.refusal().isPresent()) {
        row.refused(fault.message());
        if (held.isPresent()) {
          saga.beside().takeBack(hold());
        }
        held = Optional.empty();
        number++;
      }
      boolean oneMoreByItself = fault.refusal().isPresent() && number == 2;
      if (!oneMoreByItself && saga.settledByPerson(row, fault)) {
        if (held.isEmpty()) {
          saga.beside().takeBack(hold()); // It may hold all the same: its answer was lost.
        }
        return Optional.empty();
      }
    }
  }

  private Payments.Authorisation authoriseAgain() {
    Step<Payments.Authorisation> step = hold();
    // Before the call: when its answer is lost, it may hold all the same.
    Ledger.Row row = saga.begin(step.name());
    try {
      Payments.Authorisation authorisation = step.action().apply(key("authorise"));
      row.done(step.reference().apply(authorisation));
      return authorisation;
    } catch (ActivityFailure e) {
      Fault fault = Fault.of(e);
      if (fault.refusal().isPresent()) {
        row.refused(fault.message());
      } else {
        row.unknown(fault.message());
      }
      throw e;
    }
  }

  /** The authorisation of the present number. */
  private Step<Payments.Authorisation> hold() {
    return providers.authoriseAgain(suffix());
  }

  private Payments.Capture capture(String authorisationId) {
    return providers
        .money(OrderSteps.CAPTURE, "capture " + providers.amount())
        .capture(key("capture"), authorisationId);
  }

  private OperationKey key(String step) {
    return OperationKey.of(Workflow.getInfo().getWorkflowId(), step + suffix());
  }

  private String suffix() {
    return number == 1 ? "" : "-" + number;
  }
}
