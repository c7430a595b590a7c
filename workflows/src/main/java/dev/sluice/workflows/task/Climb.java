package dev.sluice.workflows.task;

import dev.sluice.workflows.saga.SagaState;
import dev.sluice.workflows.saga.Standing;
import dev.sluice.workflows.saga.Waiting;
import io.temporal.failure.CanceledFailure;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Takes one question up a ladder: each tier has its time, counted from when the inbox has the task,
 * and is reminded; at the end the ladder's default holds, unless the gateway has kept an answer
 * that it could not send, or with {@code park} it stays open until somebody answers. A cancel of
 * the scope closes the task. Workflow code.
 */
public final class Climb {

  private static final String ASK_KEPT = "what-was-kept-is-asked-before-the-default";
  private static final String ASK_ANEW = "parked-split-is-asked-anew";

  /** A task that took longer than this to reach the inbox has its whole time from then on. */
  private static final Duration LATE = Duration.ofSeconds(10);

  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'").withZone(ZoneOffset.UTC);

  private final Desk desk;
  private final Standing standing;
  private final SagaState meanwhile;
  private final Teller teller;

  /** Hears that a tier is asked, and asked again; {@code reminder} counts from 0. */
  @FunctionalInterface
  public interface Teller {
    void asked(String taskId, String tier, String due, int reminder);
  }

  public Climb(Desk desk, Standing standing, Teller teller) {
    this(desk, standing, SagaState.waitingForPerson, teller);
  }

  /**
   * @param meanwhile how the run stands while somebody has the time to answer
   */
  public Climb(Desk desk, Standing standing, SagaState meanwhile, Teller teller) {
    this.desk = desk;
    this.standing = standing;
    this.meanwhile = meanwhile;
    this.teller = teller;
  }

  public Answer ask(Question question, Ladder ladder) {
    Instant now = now();
    OpenTask task =
        ladder.tiers().isEmpty()
            ? desk.open(question, ladder.name())
            : desk.open(question, ladder, times(ladder, ladder.tiers().get(0), now));
    try {
      for (int round = 0; round < ladder.tiers().size(); round++) {
        if (answeredIn(round, task, ladder)) {
          break;
        }
      }
      if (!task.isDecided() && ladder.otherwise().equals(Ladder.PARK)) {
        park(task);
      } else if (!task.isDecided() && !ladder.tiers().isEmpty()) {
        hearWhatWasKept(task);
      }
    } catch (CanceledFailure e) {
      task.close();
      throw e;
    }
    task.close();
    return task.decision()
        .<Answer>map(Answer.Given::new)
        .orElseGet(() -> new Answer.Default(ladder.otherwise()));
  }

  private boolean answeredIn(int round, OpenTask task, Ladder ladder) {
    Ladder.Tier tier = ladder.tiers().get(round);
    return standing.during(
        meanwhile,
        whom(tier) + " to answer " + task.id(),
        () -> {
          Instant asked = now();
          task.turnTo(round, times(ladder, tier, asked));
          // A clock that ran while nobody could see the question would answer it for them.
          Waiting.until(() -> task.isTold() || task.isDecided());
          if (task.isDecided()) {
            return true;
          }
          Instant start = now().minus(LATE).isAfter(asked) ? now() : asked;
          List<Instant> reminders = reminders(ladder, tier, start);
          Instant due = ladder.after(start, tier.within());
          task.turnTo(round, times(ladder, tier, start));
          teller.asked(task.id(), tier.to(), due.toString(), 0);
          return answeredUntil(task, tier, reminders, due);
        });
  }

  private static String whom(Ladder.Tier tier) {
    return tier.quorum() == 1 ? tier.to() : tier.quorum() + " of " + tier.to();
  }

  private static Desk.Times times(Ladder ladder, Ladder.Tier tier, Instant start) {
    return Desk.Times.of(ladder.after(start, tier.within()), reminders(ladder, tier, start));
  }

  private static List<Instant> reminders(Ladder ladder, Ladder.Tier tier, Instant start) {
    return tier.remind().stream()
        .filter(remind -> remind.compareTo(tier.within()) < 0)
        .sorted()
        .map(remind -> ladder.after(start, remind))
        .toList();
  }

  private boolean answeredUntil(
      OpenTask task, Ladder.Tier tier, List<Instant> reminders, Instant due) {
    String answers = whom(tier) + " answers by " + CLOCK.format(due);
    BooleanSupplier over = () -> task.isDecided() || task.isSplit();
    int reminder = 0;
    for (Instant at : reminders) {
      if (Waiting.until(Duration.between(now(), at), answers + "; reminder then", over)) {
        return task.isDecided();
      }
      teller.asked(task.id(), tier.to(), due.toString(), ++reminder);
    }
    return Waiting.until(Duration.between(now(), due), answers, over) && task.isDecided();
  }

  /** An answer that was given in time is not to lose to the default because Temporal was away. */
  private void hearWhatWasKept(OpenTask task) {
    if (Workflow.getVersion(ASK_KEPT, Workflow.DEFAULT_VERSION, 1) == Workflow.DEFAULT_VERSION) {
      return;
    }
    standing.during(
        meanwhile,
        "the inbox to say whether somebody has answered " + task.id(),
        () -> {
          desk.hearWhatWasKept(task);
          return task.id();
        });
  }

  private void park(OpenTask task) {
    standing.during(
        SagaState.parked,
        "somebody to answer " + task.id(),
        () -> {
          task.leave();
          untilAnswered(task);
          return task.id();
        });
  }

  /** Nobody could answer a question on which all have voted without an end: it is asked anew. */
  private static void untilAnswered(OpenTask task) {
    while (!task.isDecided()) {
      if (task.isSplit()) {
        if (Workflow.getVersion(ASK_ANEW, Workflow.DEFAULT_VERSION, 1)
            == Workflow.DEFAULT_VERSION) {
          Waiting.until(task::isDecided);
          return;
        }
        task.askAnew();
      }
      Waiting.until(() -> task.isDecided() || task.isSplit());
    }
  }

  private static Instant now() {
    return Instant.ofEpochMilli(Workflow.currentTimeMillis());
  }
}
