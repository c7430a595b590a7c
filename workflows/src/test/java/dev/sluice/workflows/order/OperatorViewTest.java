package dev.sluice.workflows.order;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.workflows.saga.FailureTypes;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.common.SearchAttributeKey;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Summaries, details and search attributes alone say where a run stands and what it waits for. */
class OperatorViewTest {

  private final Rig rig = new Rig();

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  void everyActivityAndEveryTimerHasASummary() {
    rig.world.askForReview(FakeWorld.clerk("approve"));
    rig.world.next("shipping.book", FakeWorld.fails(FailureTypes.PERMANENT));
    rig.run(Rig.order());

    List<HistoryEvent> scheduled =
        rig.history().stream()
            .filter(
                e ->
                    e.getEventType() == EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED
                        || e.getEventType() == EventType.EVENT_TYPE_TIMER_STARTED)
            .toList();
    assertThat(scheduled).hasSizeGreaterThan(12);
    assertThat(scheduled).allMatch(e -> e.getUserMetadata().hasSummary());
    assertThat(scheduled)
        .allMatch(e -> e.getUserMetadata().getSummary().getData().size() <= 200)
        .noneMatch(
            e -> e.getUserMetadata().getSummary().getData().toStringUtf8().contains("example.com"));
  }

  @Test
  void detailsSayWhereItStandsAndWhatItWaitsForWithTheLedger() {
    rig.world.askForReview(FakeWorld.clerk("approve"));
    rig.start(Rig.order());
    rig.awaitState("waitingForPerson");

    assertThat(rig.details())
        .startsWith("**waitingForPerson** at step `review`")
        .contains("Waits for: role:clerk to answer order-1:review")
        .contains("| reserve | done | r-reserve | 1 |")
        .contains("| review | running |");
  }

  @Test
  void detailsHoldNothingThatBreaksTheTable() {
    rig.world.next("shipping.book", FakeWorld.failsForGood("a | b\nc"));
    rig.run(Rig.order());

    assertThat(rig.details()).contains("it is a \\| b c");
  }

  @Test
  void searchAttributesFollowTheRun() {
    rig.world.askForReview(FakeWorld.clerk("approve"));
    rig.start(Rig.order());
    rig.awaitState("waitingForPerson");
    assertThat(attribute("SluiceState")).isEqualTo("waitingForPerson");
    assertThat(attribute("SluiceStep")).isEqualTo("review");

    rig.decide("approve");
    rig.result();
    assertThat(attribute("SluiceState")).isEqualTo("done");
  }

  private String attribute(String name) {
    return String.valueOf(
        rig.stub().describe().getTypedSearchAttributes().get(SearchAttributeKey.forKeyword(name)));
  }
}
