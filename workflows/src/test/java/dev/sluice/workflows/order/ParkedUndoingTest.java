package dev.sluice.workflows.order;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.workflows.order.OrderResult.Outcome;
import dev.sluice.workflows.saga.FailureTypes;
import dev.sluice.workflows.task.Decision;
import dev.sluice.workflows.task.TaskView;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each way back that an order has, when its provider does not take it. */
class ParkedUndoingTest {

  /** In the order in which they are gone. */
  enum Back {
    book("shipping.cancel", "cancel-booking b-book"),
    authorise("payment.void", "void a-authorise"),
    reserve("inventory.release", "release r-reserve");

    private final String activity;
    private final String effect;

    Back(String activity, String effect) {
      this.activity = activity;
      this.effect = effect;
    }

    private List<String> before() {
      return effects(back -> back.compareTo(this) < 0);
    }

    private static List<String> effects(Predicate<Back> which) {
      return Stream.of(values()).filter(which).map(back -> back.effect).toList();
    }
  }

  private final Rig rig = new Rig();

  @AfterEach
  void close() {
    rig.close();
  }

  @ParameterizedTest
  @EnumSource(Back.class)
  void itIsTriedForAnHourThenParkedAndTriedAgainWhenAPersonSaysSo(Back back) {
    Instant start = Instant.ofEpochMilli(rig.temporal.currentTimeMillis());
    TaskView task = stuck(back);

    assertThat(rig.progress().steps())
        .filteredOn(entry -> entry.step().equals(back.name()))
        .singleElement()
        .satisfies(
            entry ->
                assertThat(Duration.between(start, Instant.parse(entry.at())))
                    .isBetween(Duration.ofMinutes(50), Duration.ofMinutes(65)));
    assertThat(undone()).as("what is behind it waits").isEqualTo(back.before());

    rig.world.heal(back.activity);
    rig.decide(new Decision(task.id(), "d-1", "retry", null, "olga", null, null));
    OrderResult result = rig.result();

    assertThat(result.outcome()).isEqualTo(Outcome.compensated);
    assertThat(undone()).isEqualTo(Back.effects(each -> true));
    assertThat(rig.world.leftOver()).isEmpty();
    assertThat(states(result))
        .contains("book compensated", "authorise compensated", "reserve compensated");
  }

  @ParameterizedTest
  @EnumSource(Back.class)
  void whatAPersonSettledByHandIsNotDoneAndTheRestIs(Back back) {
    TaskView task = stuck(back);
    rig.decide(new Decision(task.id(), "d-1", "settle", "by telephone", "olga", null, null));
    OrderResult result = rig.result();

    assertThat(result.outcome()).isEqualTo(Outcome.compensated);
    assertThat(undone()).isEqualTo(Back.effects(each -> each != back));
    assertThat(states(result)).contains(back + " settled");
    assertThat(result.ledger()).anyMatch(entry -> "by telephone (olga)".equals(entry.error()));
    assertThat(rig.world.tasks)
        .extracting(TaskView::state)
        .containsExactly(TaskView.State.open, TaskView.State.decided);
  }

  /** All is done, and is taken back as far as that. */
  private TaskView stuck(Back back) {
    rig.world.always(back.activity, FakeWorld.failsAndWaits(Duration.ofMinutes(5)));
    rig.world.next("shipping.follow", FakeWorld.failsForGood(FailureTypes.PERMANENT));
    rig.start(Rig.order());
    rig.temporal.sleep(Duration.ofHours(2));
    String waits = "role:operator to answer order-1:undo-" + back;
    rig.awaitProgress(
        p ->
            waits.equals(p.waitsFor())
                && !rig.world.tasks.isEmpty()
                && rig.world.eventTypes().contains("order.parked"));
    TaskView task = rig.world.tasks.get(0);
    assertThat(task.choices()).containsExactly("retry", "settle");
    assertThat(task.question()).contains("Step " + back + " could not be undone");
    assertThat(rig.world.event("order.parked").data()).containsEntry("taskId", task.id());
    return task;
  }

  private List<String> undone() {
    List<String> ways = Back.effects(each -> true);
    return rig.world.effects.stream().filter(ways::contains).toList();
  }

  private static List<String> states(OrderResult result) {
    return result.ledger().stream().map(e -> e.step() + " " + e.state()).toList();
  }
}
