package dev.sluice.gateway.journal;

import static dev.sluice.gateway.journal.Entries.event;
import static dev.sluice.gateway.journal.Entries.start;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.event.Event;
import dev.sluice.gateway.journal.Backlog.Place;
import dev.sluice.gateway.journal.LiveReads.Filter;
import dev.sluice.gateway.journal.LiveReads.News;
import dev.sluice.gateway.journal.LiveReads.Piece;
import dev.sluice.gateway.journal.LiveReads.Position;
import dev.sluice.gateway.journal.RunBook.End;
import dev.sluice.gateway.journal.Verdict.RunStatus;
import dev.sluice.gateway.route.Planned;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class LiveReadsTest {

  private static final Filter ALL = new Filter(null, null);
  private static final Position START = new Position(0, 0);

  @TempDir Path folder;
  @RegisterExtension final OpenedJournal opened = new OpenedJournal(() -> folder);
  private final TestClock clock = opened.clock();
  private LiveReads live;

  @BeforeEach
  void open() {
    live = opened.journal().live();
  }

  @Test
  void anEventBringsWhatHasBecomeOfItAndNothingTellsThatAgain() {
    keep("1", start("order-1"));
    started("run-1");

    Piece piece = live.after(START, ALL, 10);
    assertThat(told(piece)).containsExactly("1 started running");
    assertThat(piece.upTo()).isEqualTo(live.now());
    assertThat(live.after(piece.upTo(), ALL, 10).news()).isEmpty();
  }

  @Test
  void aVerdictThatChangedTwiceInBetweenIsToldOnceAsItIs() {
    keep("1", start("order-1"));
    Position before = live.now();
    started("run-1");
    ended("order-1", RunStatus.completed);

    assertThat(told(live.after(before, ALL, 10))).containsExactly("started completed");
  }

  @Test
  void everyChangeIsToldToWhoIsThere() {
    keep("1", start("order-1"));
    Position held = live.now();
    started("run-1");
    Position started = live.now();
    ended("order-1", RunStatus.failed);

    assertThat(live.after(held, ALL, 10).news()).hasSize(1);
    assertThat(told(live.after(started, ALL, 10))).containsExactly("dead failed");
  }

  @Test
  void aNewAttemptOfARunIsAChange() {
    Event event = keep("1", start("order-1"));
    started("run-1");
    ended("order-1", RunStatus.completed);
    Position before = live.now();
    StoredEvent stored = opened.journal().find(event.eid()).orElseThrow();
    var run = opened.journal().runs().find("order-1").orElseThrow();
    opened.journal().attempts().begin(run, stored, start("order-1"), "ada").join();

    assertThat(told(live.after(before, ALL, 10))).containsExactly("held null");
  }

  @Test
  void onlyWhatTheFilterTakesIsToldAndTheRestIsBehindAllTheSame() {
    keep("1", start("order-1"));
    keep("2");

    assertThat(told(live.after(START, new Filter("order.*", "order"), 10)))
        .containsExactly("1 held null");
    Piece none = live.after(START, new Filter("*.*.*", null), 10);
    assertThat(none.news()).isEmpty();
    assertThat(none.upTo()).isEqualTo(live.now());
  }

  /** Data is bounded by its bytes, not only by the number of events. */
  @Test
  void aPieceIsNoLargerThanAMegabyteAndAnEvent() {
    String large = "\"" + "x".repeat(600_000) + "\"";
    for (int i = 0; i < 5; i++) {
      opened.append(event("large-" + i, large));
    }
    Piece piece = live.after(START, ALL, 10);
    assertThat(piece.news()).hasSize(2);
    assertThat(piece.full()).isTrue();
  }

  @Test
  void theOrderOfChangesGoesOnWhenRetentionHasDeletedWhatChangedLast() {
    keep("1", start("order-1"));
    started("run-1");
    ended("order-1", RunStatus.completed);
    keep("2", start("order-2"));
    Position before = live.now();
    clock.advance(Duration.ofDays(100));
    try (Forgetting forgetting = opened.forgetting(Duration.ofDays(90))) {
      forgetting.now();
    }
    started("run-2");
    assertThat(told(live.after(before, ALL, 10))).containsExactly("started running");
  }

  /**
   * Whoever follows, in pieces of any size and leaving after any message, ends with each verdict as
   * the journal has it, has had each event once, and no verdict twice in a row.
   */
  @Test
  void nothingIsLostAndNothingComesTwiceHoweverOneReads() {
    Random random = new Random(7);
    List<String> open = new ArrayList<>();
    Follower follower = new Follower();
    for (int step = 0; step < 600; step++) {
      switch (random.nextInt(5)) {
        case 0, 1 -> keep("e" + step, start("order-" + step));
        case 2 -> {
          for (Held work : opened.journal().backlog().after(Place.START, 1).orElseThrow().work()) {
            opened.journal().backlog().mark(work, new Outcome.Started("run-" + step)).join();
            open.add(work.target().workflowId());
          }
        }
        case 3 -> {
          if (!open.isEmpty()) {
            ended(
                open.remove(random.nextInt(open.size())),
                random.nextBoolean() ? RunStatus.completed : RunStatus.failed);
          }
        }
        default -> follower.read(1 + random.nextInt(4), random.nextInt(4));
      }
    }
    while (follower.read(100, Integer.MAX_VALUE)) {
      // Until there is no more.
    }
    assertThat(follower.known).hasSizeGreaterThan(100);
    follower.known.forEach(
        (eid, state) ->
            assertThat(state(opened.journal().find(eid).orElseThrow().verdicts().get(0)))
                .isEqualTo(state));
    assertThat(follower.known).hasSize(opened.rows("events"));
  }

  /** A reader that leaves after any message, and comes back with the last id it has seen. */
  private final class Follower {

    final Map<UUID, String> known = new HashMap<>();
    private Position position = START;

    boolean read(int atMost, int messages) {
      Piece piece = live.after(position, ALL, atMost);
      int left = messages;
      for (News news : piece.news()) {
        if (left-- == 0) {
          return true;
        }
        take(news);
        position = news.after();
      }
      position = piece.upTo();
      return piece.full() || !piece.news().isEmpty();
    }

    private void take(News news) {
      if (news instanceof News.Came came) {
        assertThat(known.put(came.event().event().eid(), state(came.event().verdicts().get(0))))
            .as("an event that came before")
            .isNull();
      } else {
        News.Changed changed = (News.Changed) news;
        assertThat(known.put(changed.eid(), state(changed.verdict())))
            .as("what it was before")
            .isNotNull()
            .isNotEqualTo(state(changed.verdict()));
      }
    }
  }

  private static String state(Verdict verdict) {
    return verdict.kind() + " " + verdict.status();
  }

  private static List<String> told(Piece piece) {
    return piece.news().stream()
        .map(
            news ->
                news instanceof News.Came came
                    ? came.event().event().id() + " " + state(came.event().verdicts().get(0))
                    : state(((News.Changed) news).verdict()))
        .toList();
  }

  private Event keep(String id, Planned... planned) {
    Event event = event(id, "{}");
    opened.append(event, planned);
    return event;
  }

  private void started(String runId) {
    opened.mark(new Outcome.Started(runId));
  }

  private void ended(String workflowId, RunStatus status) {
    RunBook.Run run = opened.journal().runs().find(workflowId).orElseThrow();
    String runId = Objects.requireNonNull(run.runId());
    opened
        .journal()
        .runs()
        .end(List.of(new End(run, runId, status, clock.instant(), null)), route -> Optional.empty())
        .join();
  }
}
