package dev.sluice.gateway.task;

import static dev.sluice.gateway.task.LeftBehindRig.TASK;
import static dev.sluice.gateway.task.LeftBehindRig.review;
import static dev.sluice.gateway.task.TestVoters.voter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.gateway.dispatch.Reply;
import dev.sluice.gateway.event.Event;
import dev.sluice.gateway.journal.Verdict.RunStatus;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Questions whose run is over: who closes them, and which stay open. */
class OrphanedQuestionsTest {

  @TempDir Path folder;
  @RegisterExtension final LeftBehindRig left = new LeftBehindRig(() -> folder);

  @Test
  void aQuestionThatNoRunIsThereForAnyMoreIsClosed() throws Exception {
    try (AutoCloseable worker = left.rig.worker()) {
      Event placed = left.started("order-1");
      left.inbox.put(review("order-1")).join();
      left.inbox.put(review("order-2")).join();
      left.rig.engine.client("").newUntypedWorkflowStub("order-1").signal("finish");
      left.rig.awaitStatus(placed, RunStatus.completed);

      await()
          .untilAsserted(
              () ->
                  assertThat(left.inbox.find("order-1:review"))
                      .get()
                      .extracting(Task::state)
                      .isEqualTo(Task.State.expired));
      assertThat(left.inbox.find("order-2:review").orElseThrow().state())
          .isEqualTo(Task.State.open);
      assertThat(left.inbox.find(TASK)).as("it came to its own end").isEmpty();
    }
  }

  /** No event started it: a parent did, and its end cut it off. */
  @Test
  void aQuestionOfAChildThatIsNotThereAnyMoreIsClosed() {
    left.inbox.put(new Word(review("child-1"), Set.of(), List.of(), "default", 1L, null)).join();
    left.inbox.put(review("child-2")).join();

    left.leftBehind.start();

    await()
        .untilAsserted(
            () ->
                assertThat(left.inbox.find("child-1:review"))
                    .get()
                    .extracting(Task::state)
                    .isEqualTo(Task.State.expired));
    assertThat(left.inbox.find("child-2:review").orElseThrow().state())
        .as("where it is is not known")
        .isEqualTo(Task.State.open);
  }

  @Test
  void whatARunWasToldBeforeItsEndHasDecidedItsQuestion() {
    left.delivery = Delivery.Outcome.taken;
    left.started("order-1");
    left.inbox.put(review("order-1")).join();
    var decided = left.inbox.decide("order-1:review", "approve", "fine", voter("ada"));
    left.awaitDelivery("taken");

    left.terminate("order-1");

    assertThat(decided.join()).isInstanceOf(Decided.Taken.class);
    Task stored = left.inbox.find("order-1:review").orElseThrow();
    assertThat(stored.state()).isEqualTo(Task.State.decided);
    assertThat(stored.decision()).extracting("decision").isEqualTo("approve");
  }

  @Test
  void aRunThatHadDecidedMaySaySoAfterItsQuestionWasClosedAsAnOrphans() {
    left.started("order-1");
    left.inbox.put(review("order-1")).join();
    var unused = left.inbox.decide("order-1:review", "approve", "fine", voter("ada"));
    left.awaitDelivery("absent");
    left.terminate("order-1");
    left.awaitReview(Task.State.expired);
    assertThat(left.inbox.put(review("order-1")).join().state())
        .as("asking alone does not open what somebody has decided")
        .isEqualTo(Task.State.expired);

    Task told = left.inbox.find("order-1:review").orElseThrow();
    Task stored = left.inbox.put(told.closedBy(told.decisions().get(0))).join();

    assertThat(stored.state()).isEqualTo(Task.State.decided);
    assertThat(left.inbox.put(review("order-1")).join().state()).isEqualTo(Task.State.decided);
  }

  @Test
  void aQuestionThatComesAfterTheEndOfItsRunIsClosedToo() {
    Event placed = left.started("order-1");
    left.terminate("order-1");
    left.rig.awaitStatus(placed, RunStatus.terminated);
    left.inbox.put(review("order-1")).join();

    left.leftBehind.start();

    left.awaitReview(Task.State.expired);
  }

  @Test
  void aNamespaceThatTemporalIsSilentAboutHoldsUpNoOther() {
    left.inbox.put(review("order-0")).join();
    left.endedElsewhere("order-0");
    left.described =
        target ->
            target.namespace().isEmpty()
                ? new Reply.Absent("gone")
                : new Reply.Fault(Reply.Fault.Kind.misconfigured, "no such namespace");
    left.started("order-1");
    left.inbox.put(review("order-1")).join();
    left.terminate("order-1");

    left.awaitReview(Task.State.expired);
    assertThat(left.inbox.find("order-0:review").orElseThrow().state()).isEqualTo(Task.State.open);
  }

  @Test
  void aQuestionOfARunThatWasResetStaysOpen() {
    left.described = target -> new Reply.Described("another", RunStatus.running, null, null);
    left.started("order-1");
    left.inbox.put(review("order-1")).join();
    left.terminate("order-1");

    left.awaitTask(each -> each.data().has("ledger"));
    assertThat(left.inbox.find("order-1:review").orElseThrow().state()).isEqualTo(Task.State.open);
  }

  @Test
  void aQuestionThatIsAskedAgainMeanwhileStaysOpen() {
    left.described =
        target -> {
          if (target.workflowId().equals("order-1")) {
            left.inbox.put(review("order-1")).join();
          }
          return new Reply.Absent("gone");
        };
    left.started("order-1");
    left.inbox.put(review("order-1")).join();
    left.terminate("order-1");

    left.awaitTask(each -> each.data().has("ledger"));
    assertThat(left.inbox.find("order-1:review").orElseThrow().state()).isEqualTo(Task.State.open);
  }
}
