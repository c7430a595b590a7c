package dev.sluice.gateway.journal;

import static dev.sluice.gateway.journal.Entries.entry;
import static dev.sluice.gateway.journal.Entries.event;
import static dev.sluice.gateway.journal.Entries.start;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The bound of what may wait for the engine. */
class BacklogTest {

  private static final EventQuery NOBODYS =
      new EventQuery(null, null, "nobody's", null, null, null, null, null, null, 10, null);

  @TempDir Path folder;

  @RegisterExtension
  final OpenedJournal opened = new OpenedJournal(() -> folder, 100, Identities::new);

  @Test
  void theLeastUrgentIsRefusedFirst() {
    keep(81);
    assertThat(isFullFor(1)).isFalse();
    keep(82);
    assertThat(isFullFor(1)).isTrue();
    assertThat(isFullFor(2)).isFalse();
    keep(90);
    assertThat(isFullFor(5)).isTrue();
    assertThat(isFullFor(6)).isFalse();
    assertThat(isFullFor(10)).isFalse();
  }

  @Test
  void aFullBacklogRefusesWorkAndNothingElse() {
    keep(90);

    assertThatThrownBy(() -> opened.append(event("one more", "{}"), start("x")))
        .isInstanceOf(CompletionException.class)
        .cause()
        .isInstanceOfSatisfying(
            JournalUnavailable.class,
            refused -> {
              assertThat(refused.reason()).isEqualTo(JournalUnavailable.Cause.backlog);
              assertThat(refused.retryAfter()).isEqualTo(Duration.ofSeconds(30));
            });
    assertThat(opened.append(event("nobody's", "{}"))).isInstanceOf(Appended.Kept.class);
  }

  @Test
  void aFullBacklogRefusesManyAtOnceTooAndKeepsNoneOfThem() {
    keep(90);

    List<Entry> many =
        List.of(entry(event("nobody's", "{}")), entry(event("one more", "{}"), start("x")));
    assertThatThrownBy(() -> opened.journal().append(many).join())
        .hasCauseInstanceOf(JournalUnavailable.class);
    assertThat(opened.journal().events(NOBODYS).items()).isEmpty();
    assertThat(opened.journal().append(many.subList(0, 1)).join()).hasSize(1);
    assertThat(opened.journal().events(NOBODYS).items()).hasSize(1);
  }

  @Test
  void whatIsDoneMakesRoomAndARestartKnowsWhatWaits() {
    keep(90);
    opened.reopen();
    assertThat(isFullFor(5)).isTrue();

    List<Held> work = opened.journal().backlog().after(Backlog.Place.START, 2).orElseThrow().work();
    opened.journal().backlog().mark(work.get(0), new Outcome.HeldOn("busy", "busy", null)).join();
    assertThat(isFullFor(5)).isTrue();
    opened.journal().backlog().mark(work.get(0), new Outcome.Started("run")).join();
    assertThat(isFullFor(5)).isFalse();
  }

  @Test
  void whatFollowsOnAMarkRunsOnTheAnswersThreadInTheOrderOfTheCommits() throws Exception {
    keep(1);
    Held work = opened.next();
    Set<String> threads = ConcurrentHashMap.newKeySet();
    opened
        .journal()
        .listen(
            new Journal.Listener() {
              @Override
              public void marked(Held marked, Outcome outcome) {
                threads.add(Thread.currentThread().getName());
              }
            });
    opened.journal().backlog().mark(work, new Outcome.Started("run")).join();
    // Many callers on few processors: some are cut off just after they have handed over their work.
    ExecutorService callers = Executors.newFixedThreadPool(64);
    for (int i = 0; i < 20_000; i++) {
      callers.execute(() -> opened.journal().backlog().mark(work, new Outcome.Signalled()).join());
    }
    callers.shutdown();
    assertThat(callers.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
    assertThat(threads).containsExactly("journal-answers");
  }

  private boolean isFullFor(int priority) {
    return opened.journal().backlog().isFullFor(priority);
  }

  private void keep(int upTo) {
    for (long i = opened.journal().backlog().size().count(); i < upTo; i++) {
      opened.append(event("e-" + i, "{}"), start("order-" + i));
    }
  }
}
