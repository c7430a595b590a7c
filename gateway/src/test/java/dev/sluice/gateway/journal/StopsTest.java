package dev.sluice.gateway.journal;

import static dev.sluice.gateway.journal.Entries.entry;
import static dev.sluice.gateway.journal.Entries.event;
import static dev.sluice.gateway.journal.Entries.start;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.gateway.journal.Backlog.Place;
import dev.sluice.gateway.journal.Verdict.RunStatus;
import dev.sluice.gateway.route.Retry;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What is stopped and let go, without a dispatcher. */
class StopsTest {

  private static final Retry RETRY = new Retry(3, Duration.ofSeconds(2), 2);

  /** Some pages. */
  private static final int MANY = 3 * Stops.PAGE - 100;

  @TempDir Path folder;
  @RegisterExtension final OpenedJournal opened = new OpenedJournal(() -> folder);
  private final TestClock clock = opened.clock();

  @Test
  void aRetryWhoseCommitIsInDoubtComesToItsTime() {
    keep("order-1");
    opened.mark(new Outcome.Started("run-1"));
    inDoubt(() -> opened.journal().runs().end(List.of(failed()), route -> Optional.of(RETRY)));
    assertThat(opened.journal().runs().open(Place.START, 1)).isEmpty();

    assertThat(opened.journal().stops().letDueGo()).isFalse();
    clock.advance(Duration.ofSeconds(2));
    assertThat(opened.journal().stops().letDueGo()).isTrue();
    assertThat(opened.journal().stops().takeReleased(10)).hasSize(1);
  }

  @Test
  void whatIsDueAtOnceIsLetGoByPages() {
    keepMany();
    makeDue();
    long before = commits();
    assertThat(opened.journal().stops().letDueGo()).isTrue();
    assertThat(commits() - before).isEqualTo(3);
    assertThat(stoppedNow()).isZero();
    assertThat(opened.journal().stops().letDueGo()).isFalse();
  }

  private void makeDue() {
    String sql = "UPDATE verdicts SET stopped = 3, next_attempt_at = ?";
    opened
        .journal()
        .stops()
        .stopping(
            connection -> RunRows.update(connection, sql, clock.millis()),
            CompletableFuture::completedFuture)
        .join();
  }

  private long commits() {
    return opened.meters().get("sluice.journal.commit").timer().count();
  }

  @Test
  void aPauseOrAResumeInDoubtIsWhatTheFileSaysItIs() {
    inDoubt(() -> opened.journal().stops().pause("order", "anna"));
    opened.journal().stops().recover();
    assertThat(opened.journal().stops().isPaused("order")).isTrue();

    inDoubt(() -> opened.journal().stops().resume("order", "anna"));
    opened.journal().stops().recover();
    assertThat(opened.journal().stops().isPaused("order")).isFalse();
    assertThat(opened.journal().stops().inUse()).isFalse();
  }

  @Test
  void aLongBacklogFollowsAPauseAndAResumeByPages() {
    keepMany();
    CompletableFuture<Long> after =
        onceAfterTheFirstPage(() -> opened.database().write(this::stopped));
    opened.journal().stops().pause("order", "anna").join();
    assertThat(after.join()).isEqualTo(Stops.PAGE);
    awaitStopped(MANY);
    assertThat(opened.journal().backlog().after(Place.START, 10).orElseThrow().work()).isEmpty();

    after = onceAfterTheFirstPage(() -> opened.database().write(this::stopped));
    assertThat(opened.journal().stops().resume("order", "anna").join()).isTrue();
    assertThat(after.join()).isEqualTo(MANY - Stops.PAGE);
    awaitStopped(0);
    List<Long> taken = new ArrayList<>();
    List<Held> page = opened.journal().stops().takeReleased(200);
    for (; !page.isEmpty(); page = opened.journal().stops().takeReleased(200)) {
      page.forEach(work -> taken.add(work.seq()));
    }
    assertThat(taken).hasSize(MANY).isSorted();
  }

  @Test
  void aPauseOfAPausedRouteGoesThroughNothingAgain() {
    keep("order-1");
    opened.journal().stops().pause("order", "anna").join();
    awaitStopped(1);
    setStopped("NULL", 1);

    opened.journal().stops().pause("order", "anna").join();
    await().until(this::sweepIsOver);
    assertThat(stoppedNow()).isZero();
  }

  /** The commit that let it go may be told later than the next page is read. */
  @Test
  void whatIsBehindWorkThatWasLetGoIsNotReadBeforeIt() {
    keep("order-1");
    Place first = opened.journal().backlog().after(Place.START, 1).orElseThrow().upTo();
    keep("order-2");
    setStopped("0", first.seq());

    assertThat(opened.journal().backlog().after(first, 10)).isEmpty();
    assertThat(opened.journal().stops().takeReleased(10)).hasSize(1);
    assertThat(opened.journal().backlog().after(first, 10).orElseThrow().work()).hasSize(1);
  }

  private void setStopped(String value, long seq) {
    opened
        .database()
        .write(
            connection ->
                RunRows.update(
                    connection, "UPDATE verdicts SET stopped = " + value + " WHERE seq = ?", seq))
        .join();
  }

  @Test
  void aPauseOrAResumeThatWasCutShortIsCompleted() {
    keepMany();
    CompletableFuture<Long> armed = onceAfterTheFirstPage(this::arm);
    opened.journal().stops().pause("order", "anna").join();
    armed.join();
    await().until(() -> sweepIsOver() && stoppedNow() < MANY);
    opened.journal().stops().letDueGo();
    awaitStopped(MANY);

    armed = onceAfterTheFirstPage(this::arm);
    opened.journal().stops().resume("order", "anna").join();
    armed.join();
    await().until(() -> sweepIsOver() && stoppedNow() > 0);
    opened.reopen();
    assertThat(stoppedNow()).isGreaterThan(0);
    opened.journal().stops().recover();
    assertThat(stoppedNow()).isZero();
    assertThat(opened.journal().stops().inUse()).isFalse();
  }

  private void keepMany() {
    List<Entry> many = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      many.add(entry(event("order-" + i, "{}"), start("order-" + i)));
    }
    opened.journal().append(many).join();
  }

  /** By what the first page tells, so that it comes before the second. */
  private CompletableFuture<Long> onceAfterTheFirstPage(Supplier<CompletableFuture<Long>> task) {
    CompletableFuture<Long> done = new CompletableFuture<>();
    AtomicBoolean isFirst = new AtomicBoolean(true);
    opened
        .journal()
        .listen(
            new Journal.Listener() {
              @Override
              public void stopsChanged() {
                if (isFirst.getAndSet(false)) {
                  var unused = task.get().thenAccept(done::complete);
                }
              }
            });
    return done;
  }

  private CompletableFuture<Long> arm() {
    opened.commits().arm();
    return CompletableFuture.completedFuture(0L);
  }

  private long stopped(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT count(*) FROM verdicts WHERE stopped > 0")) {
      row.next();
      return row.getLong(1);
    }
  }

  private long stoppedNow() {
    return opened.database().read(this::stopped);
  }

  private void awaitStopped(long count) {
    await().until(() -> sweepIsOver() && stoppedNow() == count);
  }

  private boolean sweepIsOver() {
    return !opened.journal().stops().isSweeping();
  }

  private void inDoubt(Write write) {
    opened.commits().arm();
    assertThatThrownBy(() -> write.submit().join()).hasCauseInstanceOf(JournalUnavailable.class);
  }

  private interface Write {
    CompletableFuture<?> submit();
  }

  private RunBook.End failed() {
    RunBook.Run run = opened.journal().runs().open(Place.START, 1).get(0);
    return new RunBook.End(run, "run-1", RunStatus.failed, clock.instant(), "it failed");
  }

  private void keep(String workflowId) {
    opened.append(event(workflowId, "{}"), start(workflowId));
  }
}
