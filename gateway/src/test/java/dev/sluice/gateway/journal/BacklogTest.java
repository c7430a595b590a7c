package dev.sluice.gateway.journal;

import static dev.sluice.gateway.journal.Entries.entry;
import static dev.sluice.gateway.journal.Entries.event;
import static dev.sluice.gateway.journal.Entries.start;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bound of what may wait for the engine. */
class BacklogTest {

  private static final EventQuery NOBODYS =
      new EventQuery(null, null, "nobody's", null, null, null, null, null, null, 10, null);

  @TempDir Path folder;
  private Database database;
  private Journal journal;

  @BeforeEach
  void open() {
    var meters = new SimpleMeterRegistry();
    database = Database.open("jdbc:sqlite:" + folder.resolve("journal.db"), meters);
    journal =
        Journal.open(
            database,
            new JournalConfig(folder, Clock.systemUTC(), Duration.ofDays(30), 100),
            meters);
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void theLeastUrgentIsRefusedFirst() {
    keep(81);
    assertThat(journal.backlog().isFullFor(1)).isFalse();
    keep(82);
    assertThat(journal.backlog().isFullFor(1)).isTrue();
    assertThat(journal.backlog().isFullFor(2)).isFalse();
    keep(90);
    assertThat(journal.backlog().isFullFor(5)).isTrue();
    assertThat(journal.backlog().isFullFor(6)).isFalse();
    assertThat(journal.backlog().isFullFor(10)).isFalse();
  }

  @Test
  void aFullBacklogRefusesWorkAndNothingElse() {
    keep(90);

    assertThatThrownBy(() -> journal.append(entry(event("one more", "{}"), start("x"))).join())
        .isInstanceOf(CompletionException.class)
        .cause()
        .isInstanceOfSatisfying(
            JournalUnavailable.class,
            refused -> {
              assertThat(refused.reason()).isEqualTo(JournalUnavailable.Cause.backlog);
              assertThat(refused.retryAfter()).isEqualTo(Duration.ofSeconds(30));
            });
    assertThat(journal.append(entry(event("nobody's", "{}"))).join())
        .isInstanceOf(Appended.Kept.class);
  }

  @Test
  void aFullBacklogRefusesManyAtOnceTooAndKeepsNoneOfThem() {
    keep(90);

    List<Entry> many =
        List.of(entry(event("nobody's", "{}")), entry(event("one more", "{}"), start("x")));
    assertThatThrownBy(() -> journal.append(many).join())
        .hasCauseInstanceOf(JournalUnavailable.class);
    assertThat(journal.events(NOBODYS).items()).isEmpty();
    assertThat(journal.append(many.subList(0, 1)).join()).hasSize(1);
    assertThat(journal.events(NOBODYS).items()).hasSize(1);
  }

  @Test
  void whatIsDoneMakesRoomAndARestartKnowsWhatWaits() {
    keep(90);
    close();
    open();
    assertThat(journal.backlog().isFullFor(5)).isTrue();

    List<Held> work = journal.backlog().after(Backlog.Place.START, 2).orElseThrow().work();
    journal.backlog().mark(work.get(0), new Outcome.HeldOn("busy", "busy", null)).join();
    assertThat(journal.backlog().isFullFor(5)).isTrue();
    journal.backlog().mark(work.get(0), new Outcome.Started("run")).join();
    assertThat(journal.backlog().isFullFor(5)).isFalse();
  }

  @Test
  void whatFollowsOnAMarkRunsOnTheAnswersThreadInTheOrderOfTheCommits() throws Exception {
    keep(1);
    Held work = journal.backlog().after(Backlog.Place.START, 1).orElseThrow().work().get(0);
    Set<String> threads = ConcurrentHashMap.newKeySet();
    journal.listen(
        new Journal.Listener() {
          @Override
          public void marked(Held marked, Outcome outcome) {
            threads.add(Thread.currentThread().getName());
          }
        });
    journal.backlog().mark(work, new Outcome.Started("run")).join();
    // Many callers on few processors: some are cut off just after they have handed over their work.
    ExecutorService callers = Executors.newFixedThreadPool(64);
    for (int i = 0; i < 20_000; i++) {
      callers.execute(() -> journal.backlog().mark(work, new Outcome.Signalled()).join());
    }
    callers.shutdown();
    assertThat(callers.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
    assertThat(threads).containsExactly("journal-answers");
  }

  private void keep(int upTo) {
    for (long i = journal.backlog().size().count(); i < upTo; i++) {
      journal.append(entry(event("e-" + i, "{}"), start("order-" + i))).join();
    }
  }
}
