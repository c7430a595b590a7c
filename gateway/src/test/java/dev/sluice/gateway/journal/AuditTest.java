package dev.sluice.gateway.journal;

import static dev.sluice.gateway.journal.Entries.entry;
import static dev.sluice.gateway.journal.Entries.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.gateway.audit.AuditReport;
import dev.sluice.gateway.audit.AuditReport.Finding;
import dev.sluice.gateway.audit.Leaf;
import dev.sluice.gateway.route.Action;
import dev.sluice.gateway.route.Planned;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What happens to the file behind the gateway's back shows. */
class AuditTest {

  private static final Duration KEEP = Duration.ofDays(90);

  @TempDir Path folder;
  @RegisterExtension final OpenedJournal opened = new OpenedJournal(() -> folder);
  private final TestClock clock = opened.clock();
  private Audit audit;

  @BeforeEach
  void open() {
    audit = Audit.start(opened.database(), opened.config());
    // One commit each, and then fifty in one: seq 1 to 3, and 4 to 53.
    keep("a");
    keep("b");
    keep("c");
    CountDownLatch queued = holdWriter();
    List<CompletableFuture<Appended>> many =
        IntStream.range(0, 50)
            .mapToObj(i -> opened.journal().append(entry(event("m-" + i, "{}"))))
            .toList();
    queued.countDown();
    many.forEach(CompletableFuture::join);
  }

  @AfterEach
  void close() {
    audit.close();
    opened.close();
  }

  @Test
  void aJournalThatNobodyTouchedIsWhole() {
    AuditReport running = audit.check();
    close();

    assertThat(running.isWhole()).as(running::toString).isTrue();
    assertThat(running.events()).isEqualTo(53);
    AuditReport files = check();
    assertThat(files.isWhole()).as(files::toString).isTrue();
    assertThat(files.events()).isEqualTo(53);
    assertThat(files.commits()).isEqualTo(5);
    assertThat(files.signedAt()).isEqualTo("2026-11-21T09:00:00Z");
  }

  static List<String> columns() {
    List<String> all = new ArrayList<>(Leaf.COLUMNS);
    all.add("accepted_at");
    all.add("chain");
    return all;
  }

  @ParameterizedTest
  @MethodSource("columns")
  void oneChangedValueShows(String column) {
    tamper("UPDATE events SET " + column + " = 7 WHERE seq = 2");

    assertThat(check().findings())
        .containsExactly(new Finding("eventChanged", "Event 2 is not as it was kept."));
  }

  @Test
  void oneFlippedBitShows() {
    tamper("UPDATE events SET data = CAST('|}' AS BLOB) WHERE seq = 30"); // { and | differ by bits

    assertThat(check().findings())
        .containsExactly(
            new Finding(
                "eventChanged",
                "One of the events 4 to 53, or their order, is not as it was kept."));
  }

  @Test
  void aRemovedEventShows() {
    tamper("DELETE FROM events WHERE seq IN (2, 20)");

    assertThat(problems()).containsExactly("eventRemoved", "eventRemoved");
    assertThat(check().findings().get(1).detail()).startsWith("Event 20 is gone");
  }

  @Test
  void eventsInAnotherOrderShow() {
    tamper(
        "UPDATE events SET seq = 1000 WHERE seq = 10",
        "UPDATE events SET seq = 10 WHERE seq = 11",
        "UPDATE events SET seq = 11 WHERE seq = 1000");

    assertThat(problems()).containsExactly("eventChanged");
  }

  @Test
  void anEventThatCameByAnotherDoorShows() {
    tamper(
        "INSERT INTO events (eid, accepted_at, type, source, id, time, chain, caller, priority,"
            + " content_hash, key_id, data) VALUES (x'00', 0, 't', 's', 'i', '', 0, '', 5, x'00',"
            + " 0, x'00')");

    assertThat(problems()).containsExactly("eventAdded");
  }

  @Test
  void aCutTailShowsThoughTheChainWasCutWithIt() {
    tamper("DELETE FROM events WHERE seq > 3", "DELETE FROM audit_chain WHERE n > 3");

    assertThat(check().findings())
        .containsExactly(
            new Finding("tailCut", "The chain ends with row 3, and was signed up to row 4."));
  }

  @Test
  void aBrokenChainShows() {
    tamper("UPDATE audit_chain SET last_seq = 2 WHERE n = 3");

    assertThat(problems()).contains("chainBroken");
  }

  @Test
  void aMissingRowOfTheChainShows() {
    tamper("DELETE FROM audit_chain WHERE n = 2");

    assertThat(problems()).contains("chainBroken");
  }

  @Test
  void aBeginningThatWasCutOffShows() {
    tamper(
        "DELETE FROM events WHERE seq < 3",
        "DELETE FROM audit_chain WHERE n < 2",
        "UPDATE audit_chain SET kind = 'anchor' WHERE n = 2");

    assertThat(problems()).containsExactly("beginningCut");
  }

  @Test
  void anOlderCopyThatWentOnShowsForEver() throws IOException {
    Path copy = folder.resolve("copy.db");
    Backup.of(opened.url(), copy);
    keep("d");
    close();
    Files.deleteIfExists(folder.resolve("sluice.db-wal"));
    Files.move(copy, opened.file(), StandardCopyOption.REPLACE_EXISTING);
    opened.open();
    audit = Audit.start(opened.database(), opened.config());
    keep("another");
    keep("and another");
    close();

    assertThat(problems()).containsExactly("rewritten");
  }

  @Test
  void aCheckpointThatWeDidNotSignShows() throws IOException {
    close();
    Path file = folder.resolve("audit.checkpoint");
    Files.writeString(file, Files.readString(file).replace("09:00:00Z", "09:00:01Z"));
    assertThat(problems()).containsExactly("notSigned");

    Files.writeString(file, "{");
    assertThat(problems()).containsExactly("notSigned", "notSigned");

    Files.delete(file);
    assertThat(problems()).containsExactly("notSigned");
  }

  @Test
  void whatRetentionDeletesLeavesTheRestWhole() {
    clock.advance(KEEP.dividedBy(2));
    keep("young");
    clock.advance(KEEP.dividedBy(2).plusSeconds(1));
    opened
        .database()
        .write(c -> RunRows.update(c, "UPDATE verdicts SET kind = 'held' WHERE seq = 30"))
        .join();
    int gone = forget();

    assertThat(gone).isEqualTo(52);
    assertThat(check().isWhole()).as(() -> check().toString()).isTrue();
    assertThat(check().forgotten()).isEqualTo(49);

    tamper("DELETE FROM events WHERE seq = 30");
    assertThat(problems()).containsExactly("eventRemoved");
  }

  @Test
  void aCommitWithoutEventsIsForgottenWhole() {
    clock.advance(KEEP.plusSeconds(1));
    keep("young");

    assertThat(forget()).isEqualTo(53);
    AuditReport report = check();
    assertThat(report.isWhole()).as(report::toString).isTrue();
    assertThat(report.forgotten()).isZero();
    assertThat(report.commits()).isEqualTo(3);
  }

  @Test
  void aDeletionThatRetentionDidNotAskForShows() {
    tamper(
        "INSERT INTO tombstones (seq, leaf, entry) SELECT 2, digest, 2 FROM audit_chain WHERE n ="
            + " 2",
        "DELETE FROM events WHERE seq = 2");

    assertThat(problems()).contains("forgottenUnasked");
  }

  @Test
  void workThatFailedAndCommitsInDoubtLeaveItWhole() throws SQLException {
    CountDownLatch queued = holdWriter();
    var before = opened.journal().append(entry(event("before", "{}")));
    CompletableFuture<Object> failing =
        opened
            .database()
            .write(
                connection -> {
                  throw new SQLException("no");
                });
    var inserted = opened.journal().append(entry(event("half", "{}"), startOfNoWorkflow()));
    var after = opened.journal().append(entry(event("after", "{}")));
    queued.countDown();
    CompletableFuture.allOf(before, after).join();
    assertThatThrownBy(failing::join).hasRootCauseMessage("no");
    assertThatThrownBy(inserted::join).hasMessageContaining("runs.workflow_type");

    opened.commits().arm();
    var doubtful = opened.journal().append(entry(event("doubtful", "{}")));
    assertThatThrownBy(doubtful::join).hasCauseInstanceOf(JournalUnavailable.class);
    keep("later");
    close();

    AuditReport report = check();
    assertThat(report.isWhole()).as(report::toString).isTrue();
    assertThat(report.events()).isEqualTo(57);
    assertThat(lastSeq()).as("no place stays empty").isEqualTo(57);
  }

  /** Fails when its event is inserted already. */
  @SuppressWarnings("NullAway")
  private static Planned startOfNoWorkflow() {
    return new Planned.Work(
        "order", new Action.Start("order-1", null, null, "orders", Entries.json("{}"), null, null));
  }

  private long lastSeq() throws SQLException {
    try (Connection connection = DriverManager.getConnection(opened.url());
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT max(seq) FROM events")) {
      row.next();
      return row.getLong(1);
    }
  }

  @Test
  void noJournalIsSaid() {
    assertThatThrownBy(() -> Audit.check("jdbc:sqlite:" + folder.resolve("none.db"), folder))
        .isInstanceOf(JournalUnusable.class)
        .hasMessageContaining("There is no journal");
  }

  private void keep(String id) {
    opened.append(event(id, "{}"));
  }

  private int forget() {
    try (Forgetting forgetting = opened.forgetting(KEEP)) {
      return forgetting.now();
    } finally {
      close();
    }
  }

  private List<String> problems() {
    return check().findings().stream().map(Finding::problem).toList();
  }

  private AuditReport check() {
    return Audit.check(opened.url(), folder);
  }

  private void tamper(String... statements) {
    close();
    try (var connection = DriverManager.getConnection(opened.url());
        var statement = connection.createStatement()) {
      for (String sql : statements) {
        assertThat(statement.executeUpdate(sql)).as(sql).isPositive();
      }
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  /** What is written until the latch is opened goes into one commit. */
  private CountDownLatch holdWriter() {
    CountDownLatch writing = new CountDownLatch(1);
    CountDownLatch queued = new CountDownLatch(1);
    var unused =
        opened
            .database()
            .write(
                connection -> {
                  writing.countDown();
                  return await(queued);
                });
    await(writing);
    return queued;
  }

  private static boolean await(CountDownLatch latch) {
    try {
      latch.await();
      return true;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
