package dev.sluice.gateway.journal;

import static dev.sluice.gateway.journal.Entries.entry;
import static dev.sluice.gateway.journal.Entries.event;
import static dev.sluice.gateway.journal.Entries.start;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.event.Event;
import dev.sluice.gateway.journal.Verdict.Kind;
import dev.sluice.gateway.route.Planned;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Verdicts that stand in their event's row are what those with rows of their own are. */
class FilteredTest {

  private static final Duration KEEP = Duration.ofDays(90);

  @TempDir Path folder;
  @RegisterExtension final OpenedJournal opened = new OpenedJournal(() -> folder);
  private final TestClock clock = opened.clock();

  @Test
  void theyStandWhereTheirRoutesStandAmongTheOthers() {
    Event event = event("1", "{}");
    opened.append(event, filtered("before"), start("order-1"), filtered("after"));

    List<Verdict> verdicts = opened.journal().find(event.eid()).orElseThrow().verdicts();
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
    opened.append(both, filtered("a"), filtered("b"));
    opened.append(one, start("order-1"), filtered("b"));
    opened.append(older, filtered("c"));
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
    opened.reopen();
    send("newer", 7);
    Event older = event("older", "{}");
    opened.append(older, filtered("a"));
    asBefore(older);

    assertThat(number("a")).isEqualTo(counted + 18);
    try (Forgetting forgetting = opened.forgetting(KEEP)) {
      assertThat(forgetting.now()).isEqualTo(counted);
    }
    assertThat(number("a")).isEqualTo(18);
    assertThat(number("b")).isEqualTo(17);
  }

  /** Else a commit would wait for the count of millions. */
  @Test
  void eventsThatCameInOneWriteAreCountedAsManyAsTheyAre() {
    opened
        .journal()
        .append(
            IntStream.range(0, 1_500)
                .mapToObj(i -> entry(event("one-" + i, "{}"), filtered("a")))
                .toList())
        .join();

    assertThat(counted("a")).isEqualTo(1_500);
    assertThat(number("a")).isEqualTo(1_500);
  }

  private long counted(String route) {
    return opened
        .database()
        .read(
            connection -> {
              try (var statement =
                  connection.prepareStatement(
                      "SELECT number FROM filtered_numbers WHERE route = ?")) {
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
      sent.add(
          opened
              .journal()
              .append(entry(event(prefix + "-" + i, "{}"), filtered("a"), filtered("b"))));
    }
    sent.forEach(CompletableFuture::join);
  }

  /** As the versions before wrote it: a row of its own. */
  private void asBefore(Event event) {
    opened
        .database()
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
    return new RouteNumbers(opened.database(), clock).read().of(route).of(Kind.filtered);
  }

  private int nextN(Event event) {
    long seq = opened.journal().find(event.eid()).orElseThrow().seq();
    return opened.database().read(connection -> AttemptRows.nextN(connection, seq));
  }

  private List<String> found(@Nullable Kind kind, @Nullable String route) {
    return opened
        .journal()
        .events(new EventQuery(null, null, null, null, null, kind, route, null, null, 10, null))
        .items()
        .stream()
        .map(stored -> stored.event().id())
        .toList();
  }
}
