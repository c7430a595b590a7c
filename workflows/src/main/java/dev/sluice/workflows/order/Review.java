package dev.sluice.workflows.order;

import dev.sluice.workflows.saga.Ledger;
import dev.sluice.workflows.saga.Refusal;
import dev.sluice.workflows.saga.Saga;
import dev.sluice.workflows.saga.Standing;
import dev.sluice.workflows.task.Answer;
import dev.sluice.workflows.task.Climb;
import dev.sluice.workflows.task.Desk;
import dev.sluice.workflows.task.Question;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.CanceledFailure;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.Workflow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Holds an order for a person when the risk rules say so. What was cleared is the order with its
 * address: when that changes, the rules are asked again, and a task that is open is closed.
 * Workflow code.
 */
final class Review {

  private static final String APPROVE = "approve";
  private static final String REJECT = "reject";

  private final Saga saga;
  private final Standing standing;
  private final Desk desk;
  private final OrderEvents events;
  private final Patience patience;
  private final PersonsDecide parking;
  private Optional<ShipTo> cleared = Optional.empty();
  private Optional<CancellationScope> asking = Optional.empty();

  Review(
      Saga saga,
      Standing standing,
      Desk desk,
      OrderEvents events,
      Patience patience,
      PersonsDecide parking) {
    this.saga = saga;
    this.standing = standing;
    this.desk = desk;
    this.events = events;
    this.patience = patience;
    this.parking = parking;
  }

  /** Returns when the order, with the address that it then has, may go on. */
  void clear(CheckedOrder order, Supplier<ShipTo> shipTo) {
    while (!cleared.equals(Optional.of(shipTo.get()))) {
      ShipTo asked = shipTo.get();
      if (review(order, asked, () -> shipTo.get().equals(asked))) {
        cleared = Optional.of(asked);
      }
    }
  }

  /** Whoever is asked at this moment is asked about an address that holds no more. */
  void addressChanged() {
    asking.ifPresent(question -> question.cancel("the address has changed"));
  }

  /** False when its address does not hold any more. */
  private boolean review(CheckedOrder order, ShipTo shipTo, BooleanSupplier holds) {
    Ledger.Row row = saga.begin("review");
    Risk.Assessment risk;
    try {
      risk =
          OrderSteps.ASSESS
              .on(Risk.class, patience, "must a person look at this order?")
              .assess(order.placed().shippedTo(shipTo));
    } catch (ActivityFailure | CanceledFailure e) {
      throw saga.stopped(row, e, false);
    }
    parking.askBy(risk.parked());
    if (risk.reasons().isEmpty()) {
      row.skipped("no risk rule applies");
      return true;
    }
    if (!holds.getAsBoolean()) {
      row.skipped("the address has changed");
      return false;
    }
    Optional<Answer> answer = askAPerson(order, shipTo, risk, row);
    answer.ifPresent(given -> heed(given, row));
    return answer.isPresent();
  }

  /** Empty when the address changed meanwhile: the task is closed, and what it asked is void. */
  private Optional<Answer> askAPerson(
      CheckedOrder order, ShipTo shipTo, Risk.Assessment risk, Ledger.Row row) {
    List<Answer> answer = new ArrayList<>();
    Climb climb =
        new Climb(
            desk,
            standing,
            (taskId, tier, due, reminder) ->
                events.reviewRequested(taskId, risk.reasons(), tier, due, reminder));
    CancellationScope question =
        Workflow.newCancellationScope(
            () -> answer.add(climb.ask(question(order, shipTo, risk.reasons()), risk.ladder())));
    asking = Optional.of(question);
    try {
      question.run();
      asking = Optional.empty();
      return Optional.of(answer.get(0));
    } catch (CanceledFailure e) {
      asking = Optional.empty();
      if (CancellationScope.current().isCancelRequested()) {
        row.skipped("cancelled");
        throw e;
      }
      row.skipped("the address has changed");
      return Optional.empty();
    }
  }

  private void heed(Answer answer, Ledger.Row row) {
    String why =
        answer instanceof Answer.Given given
            ? given.choice() + given.decision().inWords()
            : answer.choice() + ", as nobody answered in time";
    if (answer.choice().equals(APPROVE)) {
      row.doneWith(why);
      return;
    }
    row.refused(why);
    throw saga.refuse(new Refusal("rejected", "review: " + why));
  }

  private static Question question(CheckedOrder order, ShipTo shipTo, List<String> reasons) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("orderId", order.orderId());
    data.put("total", order.total());
    data.put("currency", order.currency());
    data.put("items", order.lines());
    data.put("country", Objects.requireNonNullElse(shipTo.country(), ""));
    data.put("reasons", reasons);
    return Question.of(
        "review",
        "May order "
            + order.orderId()
            + " over "
            + order.total()
            + " "
            + order.currency()
            + " go on? "
            + String.join("; ", reasons),
        data,
        APPROVE,
        REJECT);
  }
}
