package dev.sluice.gateway.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class DatabaseTest {

  @TempDir Path folder;
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private Database database;

  @BeforeEach
  void open() {
    database = Database.open("jdbc:sqlite:" + folder.resolve("a/journal.db"), meters);
    write("CREATE TABLE t (a INTEGER PRIMARY KEY)").join();
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void whatWaitsForTheDiskGoesIntoOneCommit() {
    CountDownLatch queued = new CountDownLatch(1);
    var first = database.write(connection -> awaitQuietly(queued));
    List<CompletableFuture<Integer>> writes =
        IntStream.range(0, 1_000).mapToObj(i -> insert(i)).toList();
    queued.countDown();
    first.join();
    writes.forEach(CompletableFuture::join);

    assertThat(count()).isEqualTo(1_000);
    assertThat(meters.get("sluice.journal.commit").timer().count()).isLessThan(10);
  }

  @Test
  void aFailingWorkFailsAloneAndLeavesNothing() {
    CountDownLatch queued = new CountDownLatch(1);
    var gate = database.write(connection -> awaitQuietly(queued));
    var before = insert(1);
    var clash =
        database.write(
            connection -> {
              execute(connection, "INSERT INTO t VALUES (2)");
              return execute(connection, "INSERT INTO t VALUES (1)");
            });
    var after = insert(3);
    queued.countDown();

    gate.join();
    before.join();
    after.join();
    assertThatThrownBy(clash::join).hasCauseInstanceOf(SQLException.class);
    assertThat(count()).isEqualTo(2);
  }

  @Test
  void whatFollowsOnACommitRunsInTheCommitsOrderOnTheAnswersThread() throws Exception {
    List<Integer> done = new ArrayList<>();
    Queue<Integer> told = new ConcurrentLinkedQueue<>();
    Set<String> threads = ConcurrentHashMap.newKeySet();
    // Many callers on few processors: some are cut off just after they have handed over their work.
    ExecutorService callers = Executors.newFixedThreadPool(64);
    for (int i = 0; i < 8_000; i++) {
      int number = i;
      callers.execute(
          () -> {
            var unused =
                database
                    .write(
                        connection -> done.add(number),
                        added -> {
                          told.add(number);
                          threads.add(Thread.currentThread().getName());
                          return CompletableFuture.completedFuture(added);
                        })
                    .join();
          });
    }
    callers.shutdown();
    assertThat(callers.awaitTermination(60, TimeUnit.SECONDS)).isTrue();

    assertThat(threads).containsExactly("journal-answers");
    assertThat(told).hasSize(8_000).containsExactlyElementsOf(done);
  }

  @Test
  void aFullDiskAcknowledgesNothingAndIsGotOver() {
    write("PRAGMA max_page_count = 1").join();
    var refused =
        database.write(
            connection -> {
              execute(connection, "CREATE TABLE u (b BLOB)");
              return execute(connection, "INSERT INTO u VALUES (zeroblob(1000000))");
            });

    assertThatThrownBy(refused::join)
        .hasCauseInstanceOf(JournalUnavailable.class)
        .cause()
        .extracting(e -> ((JournalUnavailable) e).reason())
        .isEqualTo(JournalUnavailable.Cause.storage);
    // The limit was the broken connection's: the next one finds room again.
    await().until(database::writable);
    insert(7).join();
    assertThat(count()).isEqualTo(1);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aConnectionThatCannotBeUsedIsClosedAgain() throws Exception {
    database.close();
    FailingCommits commits = new FailingCommits();
    database = commits.open("jdbc:sqlite:" + folder.resolve("a/journal.db"), meters);
    commits.arm();
    assertThatThrownBy(insert(1)::join).hasCauseInstanceOf(JournalUnavailable.class);
    // What a connection reads first is not there.
    outside("ALTER TABLE identities RENAME TO away");
    assertThatThrownBy(insert(2)::join).hasCauseInstanceOf(JournalUnavailable.class);
    long open = openFiles();
    for (int i = 0; i < 30; i++) {
      assertThatThrownBy(insert(2)::join).hasCauseInstanceOf(JournalUnavailable.class);
    }
    assertThat(openFiles()).isEqualTo(open);

    outside("ALTER TABLE away RENAME TO identities");
    await().until(database::writable);
    insert(2).join();
    assertThat(count()).isEqualTo(2);
  }

  private void outside(String sql) throws SQLException {
    try (Connection connection =
        DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("a/journal.db"))) {
      execute(connection, sql);
    }
  }

  private long openFiles() throws IOException {
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      return open.filter(this::isOurs).count();
    }
  }

  private boolean isOurs(Path link) {
    try {
      return Files.readSymbolicLink(link).startsWith(folder.toRealPath());
    } catch (IOException closedMeanwhile) {
      return false;
    }
  }

  @Test
  void aSecondGatewayOnTheSameFileIsRefused() {
    assertThatThrownBy(() -> Database.open("jdbc:sqlite:" + folder.resolve("a/journal.db"), meters))
        .isInstanceOf(JournalUnusable.class)
        .hasMessageContaining("in use by another gateway");
  }

  @Test
  void aFileThatIsNoDatabaseIsSaidWithItsName() throws IOException {
    Path file = Files.writeString(folder.resolve("letter.db"), "Dear reader, ".repeat(1_000));

    assertThatThrownBy(() -> Database.open("jdbc:sqlite:" + file, meters))
        .isInstanceOf(JournalUnusable.class)
        .hasMessageContaining("letter.db cannot be opened");
  }

  @Test
  void anotherDatabasesUrlIsRefusedWithoutRepeatingItsPassword() {
    assertThatThrownBy(() -> Database.open("jdbc:postgresql://sluice:s3cret@db/sluice", meters))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("jdbc:sqlite:FILE")
        .hasMessageEndingWith("begins with jdbc:postgresql:");
  }

  @Test
  void aReaderCannotWrite() {
    assertThatThrownBy(() -> database.read(c -> execute(c, "INSERT INTO t VALUES (1)")))
        .isInstanceOf(JournalUnavailable.class);
  }

  @Test
  void aClosedDatabaseFinishesWhatIsQueuedAndRefusesMore() {
    var last = insert(1);
    database.close();

    assertThat(last).isCompletedWithValue(1);
    assertThatThrownBy(insert(2)::join).hasCauseInstanceOf(JournalUnavailable.class);
    open2();
    assertThat(count()).isEqualTo(1);
  }

  private void open2() {
    database = Database.open("jdbc:sqlite:" + folder.resolve("a/journal.db"), meters);
  }

  private CompletableFuture<Integer> insert(int a) {
    return write("INSERT INTO t VALUES (" + a + ")");
  }

  private CompletableFuture<Integer> write(String sql) {
    return database.write(connection -> execute(connection, sql));
  }

  private static int execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      return statement.executeUpdate(sql);
    }
  }

  private int count() {
    return database.read(
        connection -> {
          try (Statement statement = connection.createStatement();
              var rows = statement.executeQuery("SELECT count(*) FROM t")) {
            rows.next();
            return rows.getInt(1);
          }
        });
  }

  private static boolean awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
      return true;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
