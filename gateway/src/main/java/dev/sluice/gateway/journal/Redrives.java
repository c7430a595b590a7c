package dev.sluice.gateway.journal;

import dev.sluice.gateway.journal.Backlog.Place;
import dev.sluice.gateway.journal.DeadLetter.Filter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The bulk redrives that were asked for, and how far each is. Safe for many threads. */
public final class Redrives {

  /** {@code upTo} is the last letter that it has seen to; {@code rate} is letters a second. */
  public record Redrive(
      String id,
      Filter filter,
      int rate,
      String by,
      Instant createdAt,
      @Nullable Instant endedAt,
      Place upTo) {}

  /**
   * What a redrive did, by the words of {@link Redriven}, and what the verdicts of its letters are
   * now.
   */
  public record Report(Map<String, Long> done, Map<String, Long> verdicts, long left) {}

  private static final Duration FRESH = Duration.ofSeconds(1);
  private static final int KEPT = 16;

  private final Database database;
  private final Clock clock;
  private final Seldom<String, Report> reports;

  Redrives(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
    this.reports = new Seldom<>(FRESH, KEPT, clock, System::nanoTime);
  }

  /** The one of this id, which may be there already: then the filter is the first one's. */
  public CompletableFuture<Redrive> open(String id, Filter filter, int rate, String by) {
    return database.write(
        connection -> {
          RedriveRows.insert(connection, id, filter, rate, by, clock.instant());
          return RedriveRows.find(connection, id).orElseThrow();
        });
  }

  public Optional<Redrive> find(String id) {
    return database.read(connection -> RedriveRows.find(connection, id));
  }

  /** What is not done yet, oldest first. */
  public List<Redrive> open() {
    return database.read(RedriveRows::open);
  }

  public CompletableFuture<Integer> end(String id) {
    return database.write(
        connection ->
            RunRows.update(
                connection,
                "UPDATE redrives SET ended_at = ? WHERE id = ? AND ended_at IS NULL",
                clock.millis(),
                id));
  }

  /** As of a moment ago: who watches a redrive asks again and again, and counting is costly. */
  public Report report(Redrive redrive) {
    String asItIs = redrive.id() + (redrive.endedAt() == null ? "" : " ended");
    return reports.read(asItIs, () -> count(redrive));
  }

  private Report count(Redrive redrive) {
    return database.read(
        connection ->
            new Report(
                RedriveRows.done(connection, redrive.id()),
                RedriveRows.verdicts(connection, redrive.id()),
                redrive.endedAt() == null
                    ? new DeadLetterRows.Search(redrive.filter()).count(connection, redrive.upTo())
                    : 0));
  }
}
