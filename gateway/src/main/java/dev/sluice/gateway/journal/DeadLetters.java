package dev.sluice.gateway.journal;

import dev.sluice.gateway.journal.Backlog.Place;
import dev.sluice.gateway.journal.DeadLetter.Act;
import dev.sluice.gateway.journal.DeadLetter.Filter;
import dev.sluice.gateway.journal.DeadLetter.Group;
import dev.sluice.gateway.route.Planned;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The dead letters: what they are, and how one comes back to life or is put away. Each change is
 * one transaction, with a note of who made it. Safe for many threads.
 */
public final class DeadLetters {

  private static final Place END = new Place(Long.MAX_VALUE, Integer.MAX_VALUE);

  private final Database database;
  private final Clock clock;
  private final Supplier<Duration> identityWindow;
  private final Consumer<Held> heldAgain;

  DeadLetters(
      Database database, Clock clock, Supplier<Duration> identityWindow, Consumer<Held> heldAgain) {
    this.database = database;
    this.clock = clock;
    this.identityWindow = identityWindow;
    this.heldAgain = heldAgain;
  }

  /**
   * Newest first.
   *
   * @throws IllegalArgumentException for a cursor that is not one of ours
   */
  public Page<DeadLetter> list(Filter filter, int limit, @Nullable String cursor) {
    Place before = cursor == null ? END : EventSearch.Cursors.place(cursor);
    List<DeadLetter> found =
        database.read(
            connection -> new DeadLetterRows.Search(filter).before(connection, before, limit + 1));
    return found.size() <= limit
        ? new Page<>(found, null)
        : new Page<>(
            List.copyOf(found.subList(0, limit)),
            EventSearch.Cursors.of(found.get(limit - 1).place()));
  }

  /** Oldest first, after {@code place}. */
  public List<DeadLetter> after(Filter filter, Place place, int atMost) {
    return database.read(
        connection -> new DeadLetterRows.Search(filter).after(connection, place, atMost));
  }

  public Optional<DeadLetter> find(DeadLetter.Id id) {
    return database.read(connection -> DeadLetterRows.find(connection, id).stream().findFirst());
  }

  /** By reason, route and error, the largest first. */
  public List<Group> groups(Filter filter) {
    Map<List<@Nullable String>, Group> groups = new HashMap<>();
    database.read(
        connection -> {
          new DeadLetterRows.Search(filter)
              .group(
                  connection,
                  row -> {
                    Group group =
                        new Group(
                            Objects.requireNonNullElse(row.getString("reason"), ""),
                            row.getString("route"),
                            ErrorShape.of(row.getString("last_error")),
                            row.getLong("letters"),
                            Rows.instant(row.getLong("oldest")),
                            Rows.instant(row.getLong("newest")));
                    List<@Nullable String> key = new ArrayList<>();
                    key.add(group.reason());
                    key.add(group.route());
                    key.add(group.error());
                    groups.merge(key, group, DeadLetters::together);
                  });
          return groups;
        });
    return groups.values().stream()
        .sorted(Comparator.comparingLong(Group::count).reversed().thenComparing(Group::reason))
        .toList();
  }

  private static Group together(Group one, Group other) {
    return new Group(
        one.reason(),
        one.route(),
        one.error(),
        one.count() + other.count(),
        one.oldest().isBefore(other.oldest()) ? one.oldest() : other.oldest(),
        one.newest().isAfter(other.newest()) ? one.newest() : other.newest());
  }

  /**
   * Holds it again, as {@code planned} from its route now.
   *
   * @param redrive the bulk redrive that does it, which is then known to be past this letter
   */
  public CompletableFuture<Redriven> redrive(
      DeadLetter letter, Planned planned, String by, @Nullable String redrive) {
    return database.write(
        connection -> {
          Redriven redriven = revival(connection, letter, true).as(planned);
          if (!(redriven instanceof Redriven.NotDead)) {
            Act act = new Act(clock.instant(), "redrive", by, note(redriven));
            DeadLetterRows.insertAct(connection, letter.place(), act, redrive);
          }
          if (redrive != null) {
            RedriveRows.isPast(connection, redrive, letter.place());
          }
          return redriven;
        },
        redriven -> {
          if (redriven instanceof Redriven.Again again) {
            heldAgain.accept(again.work());
          }
          return CompletableFuture.completedFuture(redriven);
        });
  }

  /** What {@link #redrive} would answer now. */
  public Redriven wouldRedrive(DeadLetter letter, Planned planned) {
    return database.read(connection -> revival(connection, letter, false).as(planned));
  }

  private static String note(Redriven redriven) {
    return redriven instanceof Redriven.StillDead dead
        ? redriven.word() + ": " + dead.reason()
        : redriven.word();
  }

  /** Completes with false when it is no dead letter any more. */
  public CompletableFuture<Boolean> discard(DeadLetter letter, String by, String why) {
    return database.write(
        connection -> {
          Instant now = clock.instant();
          boolean isDead =
              RunRows.update(
                      connection,
                      """
                      UPDATE verdicts SET kind = 'discarded', at = ?, next_attempt_at = NULL
                      WHERE seq = ? AND n = ? AND kind = 'dead'""",
                      now.toEpochMilli(),
                      letter.place().seq(),
                      letter.place().n())
                  > 0;
          if (isDead) {
            Act act = new Act(now, "discard", by, why);
            DeadLetterRows.insertAct(connection, letter.place(), act, null);
          }
          return isDead;
        });
  }

  private Revival revival(Connection connection, DeadLetter letter, boolean writes)
      throws SQLException {
    Instant now = clock.instant();
    return new Revival(connection, letter, now, now.minus(identityWindow.get()), writes);
  }
}
