package dev.sluice.gateway.journal;

import dev.sluice.gateway.journal.Backlog.Place;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Held work that is not to be done now, and so stays out of memory however much it is: work of a
 * paused route, work that waits for its time, and what came later for the same workflow, where
 * nothing may overtake. All of it is in the journal, so that a restart changes nothing. Safe for
 * many threads.
 */
public final class Stops implements Journal.Listener {

  /** Since when, and by whom. */
  public record Pause(Instant at, String by) {}

  /** What a change leaves: it is known to memory in the order of the commits. */
  private record Now(Map<String, Pause> paused, boolean answer, Optional<Place> next) {}

  /** {@code first} is the change with its first page; {@code last} comes when all follows it. */
  private record Sweep(CompletableFuture<Now> first, CompletableFuture<Optional<Place>> last) {}

  /** So much held work follows a pause or a resume in one write: longer ones hold up who posts. */
  static final int PAGE = 500;

  private static final Logger log = LoggerFactory.getLogger(Stops.class);

  private final Database database;
  private final Clock clock;
  private final Runnable released;
  private final AtomicInteger underWay = new AtomicInteger();
  private final AtomicLong sweeps = new AtomicLong();
  private final AtomicInteger sweeping = new AtomicInteger();
  private volatile boolean isLeftOver;
  private volatile String toldTrouble = "";
  private volatile Map<String, Pause> paused;
  private volatile boolean isAnyStopped;

  Stops(Database database, Clock clock, Runnable released) {
    this.database = database;
    this.clock = clock;
    this.released = released;
    this.paused = Map.copyOf(database.read(StopRows::paused));
    this.isAnyStopped = database.read(StopRows::isAnyStopped);
  }

  /** The routes that are paused, by name. */
  public Map<String, Pause> paused() {
    return paused;
  }

  public boolean isPaused(String route) {
    return paused.containsKey(route);
  }

  /**
   * Whether anything may be stopped, so that whatever is written has to be looked at. True from
   * before the first stop is written: who writes after it, on the writer's thread, knows.
   */
  public boolean inUse() {
    return underWay.get() > 0 || isAnyStopped || !paused.isEmpty();
  }

  /**
   * The pause in force; a repeat changes nothing. From now on none of its work is begun; where much
   * is held, some of it says so after the answer.
   */
  public CompletableFuture<Pause> pause(String route, String by) {
    return sweep(
            connection -> {
              boolean isNew = !StopRows.paused(connection).containsKey(route);
              if (isNew) {
                StopRows.pause(connection, route, clock.millis(), by);
              }
              return isNew;
            })
        .first()
        .thenApply(now -> Objects.requireNonNull(now.paused().get(route)));
  }

  /** Lets its work go on in the journal's order; completes with false when it was not paused. */
  public CompletableFuture<Boolean> resume(String route, String by) {
    return sweep(connection -> StopRows.resume(connection, route, clock.millis(), by))
        .first()
        .thenApply(Now::answer);
  }

  /** It may have stopped something, or let it go: {@link #recover} finds out. */
  @Override
  public void inDoubt() {
    isAnyStopped = true;
  }

  /**
   * Before anything is read: what a restart holds again, or a doubtful commit has, may be of a
   * paused route, or behind it.
   */
  public void recover() {
    if (inUse()) {
      change(connection -> false).join();
      if (inUse()) {
        var unused = sweep(connection -> true).last().join();
      }
    }
  }

  /**
   * Whether what is held follows a pause or a resume just now, or did since there were so many
   * {@link #sweeps}: some of it was stopped then, and what is behind it not yet. So nothing is read
   * meanwhile, and nothing that is stopped leaves memory.
   */
  public boolean isSwept(long before) {
    return isSweeping() || sweeps.get() != before;
  }

  public boolean isSweeping() {
    return sweeping.get() > 0;
  }

  public long sweeps() {
    return sweeps.get();
  }

  /** Lets go what has come to its time, by pages as well; gives whether anything has. */
  public boolean letDueGo() {
    if (isLeftOver) {
      var unused = sweep(connection -> true);
    }
    long now = clock.millis();
    boolean isAny = false;
    while (inUse() && database.read(connection -> StopRows.isDue(connection, now))) {
      change(
              connection -> {
                StopRows.letDueGo(connection, now, PAGE);
                return true;
              })
          .join();
      isAny = true;
    }
    return isAny;
  }

  /**
   * A change after which work may be stopped that was not.
   *
   * @param then what hangs on it, told after the commit
   */
  <T> CompletableFuture<T> stopping(Work<T> work, Function<T, CompletableFuture<T>> then) {
    underWay.incrementAndGet();
    return database
        .<Stopped<T>, T>write(
            connection -> new Stopped<>(work.on(connection), StopRows.isAnyStopped(connection)),
            done -> {
              isAnyStopped = done.isAny();
              return then.apply(done.result());
            })
        .whenComplete((done, failure) -> underWay.decrementAndGet());
  }

  private record Stopped<T>(T result, boolean isAny) {}

  /**
   * A change that all that is held has to follow, from its beginning, unless it changes nothing. It
   * need not follow two of them one after the other: each page is what it must be by the routes
   * that are paused in its moment.
   */
  private Sweep sweep(Work<Boolean> change) {
    sweeping.incrementAndGet();
    sweeps.incrementAndGet();
    boolean wasLeftOver = isLeftOver;
    isLeftOver = false;
    CompletableFuture<Now> first =
        change(
            change,
            (connection, hasChanged) ->
                hasChanged || wasLeftOver
                    ? StopRows.settle(connection, Place.START, PAGE)
                    : Optional.empty());
    return new Sweep(
        first,
        first.thenCompose(now -> rest(now.next())).whenComplete((end, failure) -> isOver(failure)));
  }

  private CompletableFuture<Optional<Place>> rest(Optional<Place> next) {
    return next.isEmpty()
        ? CompletableFuture.completedFuture(next)
        : stopping(connection -> StopRows.settle(connection, next.get(), PAGE), this::rest);
  }

  private void isOver(@Nullable Throwable failure) {
    String trouble = failure == null ? "" : failure.toString();
    if (!trouble.isEmpty()) {
      if (!trouble.equals(toldTrouble)) {
        log.warn("Held work does not all follow the paused routes yet: {}", trouble);
      }
      isLeftOver = true;
    }
    toldTrouble = trouble;
    sweeping.decrementAndGet();
    released.run();
  }

  private CompletableFuture<Now> change(Work<Boolean> work) {
    return change(work, (connection, hasChanged) -> Optional.empty());
  }

  private interface Page {
    Optional<Place> on(Connection connection, boolean hasChanged) throws SQLException;
  }

  private CompletableFuture<Now> change(Work<Boolean> work, Page page) {
    return stopping(
        connection -> {
          boolean answer = work.on(connection);
          return new Now(StopRows.paused(connection), answer, page.on(connection, answer));
        },
        now -> {
          paused = Map.copyOf(now.paused());
          released.run();
          return CompletableFuture.completedFuture(now);
        });
  }

  /**
   * What was let go and is to be done, oldest first: each piece is given once. Nothing while there
   * are {@link #isSwept sweeps}.
   */
  public List<Held> takeReleased(int atMost) {
    return database
        .write(
            connection ->
                isSweeping() ? List.<Held>of() : StopRows.takeReleased(connection, atMost))
        .join();
  }

  void tellReleased() {
    released.run();
  }

  /**
   * Writes on each piece that it is stopped, where it is: in the journal's order. Gives the places
   * of those that are held and are not, and may be done.
   */
  public CompletableFuture<Set<Place>> keepOut(List<Held> work) {
    return database.write(
        connection -> {
          Set<Place> free = new HashSet<>();
          for (Held each : work) {
            if (StopRows.stop(connection, each.place()) == StopRows.RELEASED
                && StopRows.isHeld(connection, each.place())) {
              free.add(each.place());
            }
          }
          return free;
        });
  }
}
