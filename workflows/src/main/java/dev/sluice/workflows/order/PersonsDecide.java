package dev.sluice.workflows.order;

import dev.sluice.workflows.saga.Parking;
import dev.sluice.workflows.saga.SagaState;
import dev.sluice.workflows.saga.Standing;
import dev.sluice.workflows.saga.Waiting;
import dev.sluice.workflows.task.Decision;
import dev.sluice.workflows.task.Desk;
import dev.sluice.workflows.task.Question;
import java.util.Map;
import java.util.Objects;

/** Parks what cannot go on as a task for an operator: retry, or settle by hand with a note. */
final class PersonsDecide implements Parking {

  private static final String RETRY = "retry";
  private static final String SETTLE = "settle";

  private final Desk desk;
  private final Standing standing;
  private final OrderEvents events;
  private final String orderId;

  PersonsDecide(Desk desk, Standing standing, OrderEvents events, String orderId) {
    this.desk = desk;
    this.standing = standing;
    this.events = events;
    this.orderId = orderId;
  }

  @Override
  public Verdict park(String name, String trouble) {
    Question question =
        Question.of(
                name,
                "Order " + orderId + " is parked. " + trouble,
                Map.of("orderId", orderId, "step", name, "trouble", trouble),
                RETRY,
                SETTLE)
            .withCommentOn(SETTLE);
    Desk.Task task = desk.open(question, "role:operator", null);
    events.parked(task.id(), trouble);
    Decision decision =
        standing.during(
            SagaState.parked,
            "role:operator to answer " + task.id(),
            () -> {
              // Nothing ends this but a person: what is parked is parked until it is settled.
              Waiting.regardless(task::isDecided);
              return task.decision().orElseThrow();
            });
    task.close();
    return decision.decision().equals(SETTLE)
        ? new Verdict.Settle(Objects.requireNonNullElse(decision.comment(), "") + by(decision))
        : new Verdict.Retry();
  }

  private static String by(Decision decision) {
    return decision.by() == null ? "" : " (" + decision.by() + ")";
  }
}
