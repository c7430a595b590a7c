package dev.sluice.gateway.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.dispatch.Lanes.Turn;
import dev.sluice.gateway.journal.Held;
import dev.sluice.gateway.journal.Target;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LanesTest {

  private final Set<String> paused = new HashSet<>();
  private final Lanes lanes = new Lanes(() -> 0, paused::contains);

  @Test
  void whatAPauseStoppedLeavesMemory() {
    lanes.add(work(1, "orders"));
    lanes.add(work(2, "notes"));
    paused.add("orders");

    assertThat(lanes.take()).isEmpty();
    lanes.evict(lanes.stopped());
    assertThat(lanes.size()).isZero();
    assertThat(lanes.hasStopped()).isFalse();
  }

  @Test
  void whatWasLetGoMeanwhileStaysAlthoughItWasToLeave() {
    Held first = work(1, "orders");
    lanes.add(first);
    paused.add("orders");
    assertThat(lanes.take()).isEmpty();
    List<Held> stopped = lanes.stopped();
    paused.clear();
    lanes.settle();
    // It is read again, since the journal let it go: it is there already.
    lanes.addRead(work(1, "orders"));

    lanes.evict(stopped);
    Turn turn = lanes.take().orElseThrow();
    assertThat(turn.work()).isEqualTo(first);
    boolean unused = lanes.ended(turn);
    assertThat(lanes.size()).isZero();
  }

  @Test
  void whatIsUnderWayOrWaitsForATimerStaysAlthoughItWasToLeave() {
    lanes.add(work(1, "orders"));
    paused.add("orders");
    assertThat(lanes.take()).isEmpty();
    List<Held> stopped = lanes.stopped();
    paused.clear();
    lanes.settle();
    Turn turn = lanes.take().orElseThrow();

    lanes.evict(stopped);
    lanes.pause(turn, false);
    lanes.evict(stopped);
    lanes.wake(turn.lane());
    assertThat(lanes.take()).map(Turn::work).contains(turn.work());
  }

  @Test
  void whatEndedAfterAReadsSnapshotIsNotAddedByTheRead() {
    lanes.add(work(1, "orders"));
    Turn turn = lanes.take().orElseThrow();
    lanes.readBegins();
    boolean unused = lanes.ended(turn);

    assertThat(lanes.isNew(work(1, "orders"))).isFalse();
    assertThat(lanes.addRead(work(1, "orders"))).isTrue();
    assertThat(lanes.size()).isZero();
    lanes.readEnds();
    assertThat(lanes.addRead(work(1, "orders"))).isTrue();
    assertThat(lanes.size()).isOne();
  }

  @Test
  void whatWasReadBeforeAPauseDoesNotOvertakeWhatThePausePutsOut() {
    lanes.add(work(1, "orders"));
    lanes.readBegins();
    paused.add("orders");
    assertThat(lanes.take()).isEmpty();
    List<Held> stopped = lanes.stopped();

    assertThat(lanes.addRead(work(2, "notes"))).as("to be read again").isFalse();
    lanes.evict(stopped);
    assertThat(lanes.addRead(work(2, "notes"))).isFalse();
    assertThat(lanes.take()).isEmpty();
    assertThat(lanes.size()).isZero();
  }

  private static Held work(long seq, String route) {
    return new Held(
        seq,
        0,
        Instant.EPOCH,
        Rig.event("order.placed", "order-1", "id-" + seq),
        "00",
        route,
        new Target("order-1", ""),
        0,
        null,
        null,
        true,
        null,
        null);
  }
}
