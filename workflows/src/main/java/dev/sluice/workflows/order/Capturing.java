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
 * number, and what is unknown under the same. Workflow code.
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
        held.ifPresent(this::voidRefused);
        held = Optional.empty();
        number++;
      }
      boolean oneMoreByItself = fault.refusal().isPresent() && number == 2;
      if (!oneMoreByItself && saga.settledByPerson(row, fault)) {
        return Optional.empty();
      }
    }
  }

  private Payments.Authorisation authoriseAgain() {
    Payments.Authorisation authorisation =
        providers
            .money(OrderSteps.AUTHORISE_AGAIN, "authorise " + providers.amount() + " again")
            .authorise(key("authorise"), providers.charge());
    saga.begin(numbered("authorise")).done(authorisation.authorisationId());
    return authorisation;
  }

  private Payments.Capture capture(String authorisationId) {
    return providers
        .money(OrderSteps.CAPTURE, "capture " + providers.amount())
        .capture(key("capture"), authorisationId);
  }

  /**
   * It holds no money that can be taken; voiding it gives back to the customer what it may hold.
   */
  private void voidRefused(Payments.Authorisation authorisation) {
    String id = authorisation.authorisationId();
    saga.bestEffort(
        Step.of(
            numbered("void"),
            key -> {
              providers
                  .money(OrderSteps.VOID_REFUSED, "void " + id + ", whose capture was refused")
                  .voidAuthorisation(key, id);
              return id;
            },
            done -> done));
  }

  private OperationKey key(String step) {
    return OperationKey.of(Workflow.getInfo().getWorkflowId(), numbered(step));
  }

  private String numbered(String step) {
    return number == 1 ? step : step + "-" + number;
  }
}
