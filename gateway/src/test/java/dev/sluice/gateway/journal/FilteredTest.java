package dev.sluice.gateway.journal;

import static dev.sluice.gateway.journal.Entries.entry;
import static dev.sluice.gateway.journal.Entries.event;
import static dev.sluice.gateway.journal.Entries.start;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.event.Event;
import dev.sluice.gateway.journal.Verdict.Kind;
import dev.sluice.gateway.route.Planned;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Verdicts that stand in their event's row are what those with rows of their own are. */
class FilteredTest {

  private static final Duration KEEP = Duration.ofDays(90);

  @TempDir Path folder;
  private final TestClock clock = new TestClock(Instant.parse("2026-11-21T09:00:00Z"));
  private Database database;
  private Journal journal;

  @BeforeEach
  void open() {
    var meters = new SimpleMeterRegistry();
    database = Database.open("jdbc:sqlite:" + folder.resolve("journal.db"), meters);
    journal = Journal.open(database, new JournalConfig(folder, clock, Duration.ofDays(30)), meters);
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void theyStandWhereTheirRoutesStandAmongTheOthers() {
    Event event = event("1", "{}");
    journal.append(entry(event, filtered("before"), start("order-1"), filtered("after"))).join();

    List<Verdict> verdicts = journal.find(event.eid()).orElseThrow().verdicts();
    assertThat(verdicts).extracting(Verdict::route).containsExactly("before", "order", "after");
    assertThat(verdicts)
        .extracting(Verdict::kind)
        .containsExactly(Kind.filtered, Kind.held, Kind.filtered);
    assertThat(verdicts).allMatch(verdict -> verdict.at().equals(clock.instant()));
    assertThat(nextN(event)).isEqualTo(3);
  }

  @Test
  void eventsAreFoundByThem() {
    Event both = event("both", "{}");
    Event one = event("one", "{}");
    Event older = event("older", "{}");
    journal.append(entry(both, filtered("a"), filtered("b"))).join();
    journal.append(entry(one, start("order-1"), filtered("b"))).join();
    journal.append(entry(older, filtered("c"))).join();
    asBefore(older);

    assertThat(found(Kind.filtered, null)).containsExactly("older", "one", "both");
    assertThat(found(Kind.filtered, "b")).containsExactly("one", "both");
    assertThat(found(Kind.filtered, "a")).containsExactly("both");
    assertThat(found(Kind.filtered, "c")).containsExactly("older");
    assertThat(found(Kind.filtered, "order")).isEmpty();
    assertThat(found(null, "b")).containsExactly("one", "both");
    assertThat(found(null, "order")).containsExactly("one");
    assertThat(found(Kind.held, "b")).isEmpty();
  }

  /** So many that they are counted in between, and counted on after a restart. */
  @Test
  void theirNumberIsThatOfTheEventsThatAreKept() {
    int counted = 2_500;
    send("old", counted);
    assertThat(number("a")).isEqualTo(counted);
    clock.advance(KEEP.multipliedBy(2));
    send("new", 10);
    close();
    open();
    send("newer", 7);
    Event older = event("older", "{}");
    journal.append(entry(older, filtered("a"))).join();
    asBefore(older);

    assertThat(number("a")).isEqualTo(counted + 18);
    try (Forgetting forgetting =
        new Forgetting(database, journal, clock, () -> KEEP, new SimpleMeterRegistry())) {
      assertThat(forgetting.now()).isEqualTo(counted);
    }
    assertThat(number("a")).isEqualTo(18);
    assertThat(number("b")).isEqualTo(17);
  }

  /** Else a commit would wait for the count of millions. */
  @Test
  void eventsThatCameInOneWriteAreCountedAsManyAsTheyAre() {
    journal
        .append(
            IntStream.range(0, 1_500)
                .mapToObj(i -> entry(event("one-" + i, "{}"), filtered("a")))
                .toList())
        .join();

    assertThat(counted("a")).isEqualTo(1_500);
    assertThat(number("a")).isEqualTo(1_500);
  }

  private long counted(String route) {
    return database.read(
        connection -> {
          try (var statement =
              connection.prepareStatement("SELECT number FROM filtered_numbers WHERE route = ?")) {
            statement.setString(1, route);
            try (var row = statement.executeQuery()) {
              return row.next() ? row.getLong(1) : 0;
            }
          }
        });
  }

  private void send(String prefix, int number) {
    List<CompletableFuture<Appended>> sent = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      sent.add(journal.append(entry(event(prefix + "-" + i, "{}"), filtered("a"), filtered("b"))));
    }
    sent.forEach(CompletableFuture::join);
  }

  /** As the versions before wrote it: a row of its own. */
  private void asBefore(Event event) {
    database
        .write(
            connection -> {
              RunRows.update(
                  connection,
                  """
                  INSERT INTO verdicts (seq, n, route, kind, at)
                  SELECT v.seq, v.n, v.route, v.kind, v.at FROM all_verdicts v
                  JOIN events e ON e.seq = v.seq WHERE e.eid = ?""",
                  Rows.bytes(event.eid()));
              return RunRows.update(
                  connection,
                  "UPDATE events SET filtered = NULL WHERE eid = ?",
                  Rows.bytes(event.eid()));
            })
        .join();
  }

  private static Planned filtered(String route) {
    return new Planned.Filtered(route);
  }

  private long number(String route) {
    return new RouteNumbers(database, clock).read().of(route).of(Kind.filtered);
  }

  private int nextN(Event event) {
    long seq = journal.find(event.eid()).orElseThrow().seq();
    return database.read(connection -> AttemptRows.nextN(connection, seq));
  }

  private List<String> found(@Nullable Kind kind, @Nullable String route) {
    return journal
        .events(new EventQuery(null, null, null, null, null, kind, route, null, null, 10, null))
        .items()
        .stream()
        .map(stored -> stored.event().id())
        .toList();
  }
}
