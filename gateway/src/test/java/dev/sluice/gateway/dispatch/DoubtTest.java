package dev.sluice.gateway.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.gateway.event.Event;
import dev.sluice.gateway.journal.DeadLetter;
import dev.sluice.gateway.journal.Held;
import dev.sluice.gateway.journal.Journal;
import dev.sluice.gateway.journal.Reasons;
import dev.sluice.gateway.journal.Verdict.Kind;
import dev.sluice.gateway.route.Planned;
import dev.sluice.gateway.route.Routes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Commits that fail and are on disk all the same: what hangs on them happens, without a restart.
 */
class DoubtTest {

  @TempDir Path folder;

  /** What happens while a route is evaluated again, each once. */
  private final Queue<Runnable> meanwhile = new ConcurrentLinkedQueue<>();

  private final List<UUID> acted = new CopyOnWriteArrayList<>();
  private final CountDownLatch mayMark = new CountDownLatch(1);
  private final CountDownLatch toMark = new CountDownLatch(1);
  private InProcessTemporal temporal;
  private Rig rig;

  @BeforeEach
  void open() throws IOException {
    temporal = InProcessTemporal.start();
    rig =
        new Rig(
            folder,
            temporal.address(),
            false,
            this::holdUp,
            Clock.systemUTC(),
            new OneRouteForEachType());
  }

  @AfterEach
  void close() {
    mayMark.countDown();
    rig.close();
    temporal.close();
  }

  @Test
  void whatWasLetGoIsDoneWhenTakingItWasInDoubt() {
    AtomicBoolean armed = new AtomicBoolean();
    // Told before the dispatcher: the next commit is the one that takes what was let go.
    rig.journal.listen(
        new Journal.Listener() {
          @Override
          public void stopsChanged() {
            if (rig.journal.stops().paused().isEmpty() && armed.compareAndSet(false, true)) {
              rig.commits.arm();
            }
          }
        });
    rig.journal.stops().pause("order.placed", "anna").join();
    Event placed = rig.post("order.placed", "order-1");
    rig.start();

    rig.journal.stops().resume("order.placed", "anna").join();
    rig.awaitVerdict(placed, Kind.started);
    assertThat(armed).isTrue();
  }

  @Test
  void whatIsBehindAMarkInDoubtIsDone() throws InterruptedException {
    rig.start();
    Event placed = rig.post("order.placed", "held-up");
    toMark.await();
    rig.journal.stops().pause("order.placed", "anna").join();
    Event noted = rig.post("order.noted.now", "held-up");
    assertThat(rig.verdict(noted).reason()).isEqualTo(Reasons.WAITING_FOR_TURN);

    rig.commits.arm();
    mayMark.countDown();
    rig.awaitVerdict(placed, Kind.started);
    rig.awaitVerdict(noted, Kind.signalled);
  }

  @Test
  void aResumeInDoubtLetsItsWorkGo() {
    rig.start();
    rig.journal.stops().pause("order.placed", "anna").join();
    Event placed = rig.post("order.placed", "order-1");
    rig.commits.arm();
    assertThatThrownBy(() -> rig.journal.stops().resume("order.placed", "anna").join()).isNotNull();

    rig.awaitVerdict(placed, Kind.started);
    assertThat(rig.journal.stops().paused()).isEmpty();
  }

  @Test
  void aRedriveInDoubtIsDone() {
    rig.start();
    Event noted = rig.post("order.noted.now", "order-1");
    rig.awaitVerdict(noted, Kind.dead);
    rig.awaitVerdict(rig.post("order.placed", "order-1"), Kind.started);
    DeadLetter letter = letter(noted);

    rig.commits.arm();
    assertThatThrownBy(
            () -> rig.journal.deadLetters().redrive(letter, noted(noted), "anna", null).join())
        .isNotNull();
    rig.awaitVerdict(noted, Kind.signalled);
    await().until(() -> rig.journal.backlog().size().count() == 0);
  }

  @Test
  void whatComesToItsEndWhileItIsReadAgainIsNotDoneAgain() throws InterruptedException {
    rig.start();
    Event dead = rig.post("order.noted.now", "absent");
    rig.awaitVerdict(dead, Kind.dead);
    rig.awaitVerdict(rig.post("order.placed", "absent"), Kind.started);
    Event underWay = rig.post("order.placed", "held-up");
    toMark.await();
    DeadLetter letter = letter(dead);
    // The read that the doubt asks for has both; what is under way ends before it is added.
    meanwhile.add(
        () -> {
          mayMark.countDown();
          await().until(() -> rig.meters.get("sluice.dispatch.inflight").gauge().value() == 0);
        });
    rig.commits.arm();
    assertThatThrownBy(
            () -> rig.journal.deadLetters().redrive(letter, noted(dead), "anna", null).join())
        .isNotNull();

    rig.awaitVerdict(dead, Kind.signalled);
    rig.awaitVerdict(rig.post("order.noted.now", "held-up"), Kind.signalled);
    assertThat(rig.verdict(underWay).kind()).isEqualTo(Kind.started);
    assertThat(meanwhile).isEmpty();
    assertThat(acted).containsOnlyOnce(underWay.eid());
  }

  private DeadLetter letter(Event dead) {
    return rig.journal
        .deadLetters()
        .find(new DeadLetter.Id(dead.eid(), dead.type(), 1))
        .orElseThrow();
  }

  private static Planned noted(Event dead) {
    return new FixedRoutes().again(dead.type(), dead, null);
  }

  private void holdUp(Failpoint.Step step, Held work) {
    if (step == Failpoint.Step.beforeAct) {
      acted.add(work.event().eid());
    }
    if (step == Failpoint.Step.beforeMark && "held-up".equals(work.event().subject())) {
      toMark.countDown();
      try {
        mayMark.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private final class OneRouteForEachType implements Routes {

    private final FixedRoutes acts = new FixedRoutes();

    @Override
    public List<Planned> plan(Event event) {
      return List.of(acts.again(event.type(), event, null));
    }

    @Override
    public Planned again(String route, Event event, @Nullable JsonNode enriched) {
      Optional.ofNullable(meanwhile.poll()).ifPresent(Runnable::run);
      return acts.again(route, event, enriched);
    }
  }
}
