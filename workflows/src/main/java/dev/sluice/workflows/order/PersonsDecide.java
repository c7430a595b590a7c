package dev.sluice.workflows.order;

import dev.sluice.workflows.saga.Parking;
import dev.sluice.workflows.saga.SagaState;
import dev.sluice.workflows.saga.Standing;
import dev.sluice.workflows.saga.Waiting;
import dev.sluice.workflows.task.Answer;
import dev.sluice.workflows.task.Climb;
import dev.sluice.workflows.task.Decision;
import dev.sluice.workflows.task.Desk;
import dev.sluice.workflows.task.Ladder;
import dev.sluice.workflows.task.OpenTask;
import dev.sluice.workflows.task.Question;
import io.temporal.workflow.Workflow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Parks what cannot go on as a task: retry, or settle by hand with a note. It goes up a ladder
 * where there is one, else an operator is asked. Workflow code.
 */
final class PersonsDecide implements Parking {

  private static final String RETRY = "retry";
  private static final String SETTLE = "settle";

  private final Desk desk;
  private final Standing standing;
  private final OrderEvents events;
  private final String orderId;
  private Optional<Ladder> ladder = Optional.empty();

  PersonsDecide(Desk desk, Standing standing, OrderEvents events, String orderId) {
    this.desk = desk;
    this.standing = standing;
    this.events = events;
    this.orderId = orderId;
  }

  void askBy(@Nullable Ladder parked) {
    ladder = Optional.ofNullable(parked);
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
    return ladder
        .map(tiers -> climb(question, tiers, trouble))
        .orElseGet(() -> verdict(askAnOperator(question, trouble)));
  }

  private Decision askAnOperator(Question question, String trouble) {
    OpenTask task = desk.open(question, "role:operator");
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
    return decision;
  }

  /** A cancel of the order does not reach it either. */
  private Verdict climb(Question question, Ladder tiers, String trouble) {
    Climb climb =
        new Climb(
            desk,
            standing,
            SagaState.parked,
            (taskId, tier, due, reminder) -> events.parked(taskId, trouble, tier, due, reminder));
    List<Answer> answers = new ArrayList<>();
    Workflow.newDetachedCancellationScope(() -> answers.add(climb.ask(question, tiers))).run();
    return answers.get(0) instanceof Answer.Given given
        ? verdict(given.decision())
        : new Verdict.Retry();
  }

  private static Verdict verdict(Decision decision) {
    return decision.decision().equals(SETTLE)
        ? new Verdict.Settle(Objects.requireNonNullElse(decision.comment(), "") + by(decision))
        : new Verdict.Retry();
  }

  private static String by(Decision decision) {
    return decision.by() == null ? "" : " (" + decision.by() + ")";
  }
}
