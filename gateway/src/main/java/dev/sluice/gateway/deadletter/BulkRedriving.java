package dev.sluice.gateway.deadletter;

import dev.sluice.gateway.jdk.Daemons;
import dev.sluice.gateway.journal.Backlog.Place;
import dev.sluice.gateway.journal.DeadLetter;
import dev.sluice.gateway.journal.DeadLetter.Filter;
import dev.sluice.gateway.journal.Journal;
import dev.sluice.gateway.journal.Redriven;
import dev.sluice.gateway.journal.Redrives.Redrive;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Redrives of all dead letters that a filter names, so many a second. Each letter and how far the
 * redrive is are one transaction, so that it goes on after a crash where it was; a letter that dies
 * again meanwhile is not its own. One thread for all of them; it waits while the dispatcher has
 * enough to do.
 */
public final class BulkRedriving implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(BulkRedriving.class);
  private static final Duration TICK = Duration.ofMillis(100);
  private static final int TICKS_A_SECOND = 10;
  private static final int ENOUGH = 5_000;
  private static final int MOST_IN_DRY_RUN = 10_000;
  private static final int PAGE = 500;

  /** What a redrive would do; {@code complete} is false where there are too many to look at. */
  public record DryRun(Map<String, Long> would, Map<String, Long> stillDead, boolean complete) {}

  private final Journal journal;
  private final Supplier<Redriving> redriving;
  private final ScheduledExecutorService thread = Daemons.timer("redriving");

  private final AtomicBoolean hasWork = new AtomicBoolean(true);
  private long tick;

  public BulkRedriving(Journal journal, Supplier<Redriving> redriving) {
    this.journal = journal;
    this.redriving = redriving;
  }

  /** Takes up what a former process left. */
  public void start() {
    var unused =
        thread.scheduleWithFixedDelay(
            this::trying, TICK.toMillis(), TICK.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** The redrive of this id, begun now or, by a repeat of the call, before. */
  public CompletableFuture<Redrive> begin(String id, Filter filter, int rate, String by) {
    return journal
        .redrives()
        .open(id, filter, rate, by)
        .thenApply(
            redrive -> {
              hasWork.set(true);
              return redrive;
            });
  }

  /** Looks at them all and changes nothing. */
  public DryRun dryRun(Filter filter) {
    Map<String, Long> would = new TreeMap<>();
    Map<String, Long> stillDead = new TreeMap<>();
    int seen = 0;
    List<DeadLetter> letters = journal.deadLetters().after(filter, Place.START, PAGE);
    while (!letters.isEmpty() && seen < MOST_IN_DRY_RUN) {
      for (DeadLetter letter : letters) {
        Redriven redriven = redriving.get().wouldRedrive(letter);
        would.merge(redriven.word(), 1L, Long::sum);
        if (redriven instanceof Redriven.StillDead dead) {
          stillDead.merge(dead.reason(), 1L, Long::sum);
        }
      }
      seen += letters.size();
      Place last = letters.get(letters.size() - 1).place();
      letters = journal.deadLetters().after(filter, last, PAGE);
    }
    return new DryRun(would, stillDead, letters.isEmpty());
  }

  private void trying() {
    try {
      round();
    } catch (RuntimeException e) {
      hasWork.set(true);
      log.warn("Dead letters cannot be redriven now; trying again: {}", e.toString());
    }
  }

  private void round() {
    if (!hasWork.getAndSet(false)) {
      return;
    }
    tick++;
    List<Redrive> open = journal.redrives().open();
    if (!open.isEmpty()) {
      hasWork.set(true);
    }
    for (Redrive redrive : open) {
      if (journal.backlog().size().toDo() < ENOUGH) {
        step(redrive, share(redrive.rate()));
      }
    }
  }

  /** Of what is due in a second, what is due in this tick: also where that is less than one. */
  private int share(int rate) {
    return (int) (rate * tick / TICKS_A_SECOND - rate * (tick - 1) / TICKS_A_SECOND);
  }

  private void step(Redrive redrive, int atMost) {
    if (atMost == 0) {
      return;
    }
    List<DeadLetter> letters =
        journal.deadLetters().after(redrive.filter(), redrive.upTo(), atMost);
    for (DeadLetter letter : letters) {
      redriving.get().redrive(letter, redrive.by(), redrive.id()).join();
    }
    if (letters.size() < atMost) {
      journal.redrives().end(redrive.id()).join();
      log.info("The redrive {} of {} has come to its end", redrive.id(), redrive.by());
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
