package dev.sluice.gateway.run;

import dev.sluice.gateway.dispatch.Reply;
import dev.sluice.gateway.journal.RunBook;
import dev.sluice.gateway.journal.RunBook.End;
import dev.sluice.gateway.journal.RunBook.Run;
import dev.sluice.gateway.journal.Target;
import dev.sluice.gateway.journal.Verdict.RunStatus;
import dev.sluice.gateway.run.Visibility.Closed;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One sweep over a server's visibility: what has closed since the last sweep, of each namespace on
 * its own. The first goes back to the start of the oldest open run, so that what ended while nobody
 * looked is found at once. Visibility is late at times and clocks differ, so each sweep looks back
 * some seconds, and now and then some minutes; what it has recorded already costs nothing. For one
 * thread.
 */
final class ClosedRuns {

  private static final Logger log = LoggerFactory.getLogger(ClosedRuns.class);
  private static final Duration OVERLAP = Duration.ofSeconds(15);
  private static final Duration LONG_OVERLAP = Duration.ofMinutes(3);
  private static final int LONG_EVERY = 15;
  private static final int REMEMBERED = 50_000;
  private static final int AT_ONCE = 500;

  private final RunBook runs;
  private final Visibility visibility;
  private final Function<Target, Reply> describe;
  private final Clock clock;
  private final Map<String, Sweep> sweeps = new HashMap<>();
  private final Set<String> seen =
      Collections.newSetFromMap(
          new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
              return size() > REMEMBERED;
            }
          });

  /** Where the sweeps of one namespace are. */
  private static final class Sweep {
    Optional<Instant> last = Optional.empty();
    int count;
    boolean failing;
  }

  ClosedRuns(RunBook runs, Visibility visibility, Function<Target, Reply> describe, Clock clock) {
    this.runs = runs;
    this.visibility = visibility;
    this.describe = describe;
    this.clock = clock;
  }

  /** Gives {@code record} the ends that the journal does not know of, some at a time. */
  void find(Consumer<List<End>> record) {
    for (String namespace : runs.namespacesOfOpen()) {
      Sweep sweep = sweeps.computeIfAbsent(namespace, name -> new Sweep());
      try {
        find(namespace, sweep, record);
        sweep.failing = false;
      } catch (RuntimeException e) {
        if (!sweep.failing) {
          log.warn(
              "What ended in the namespace {} cannot be listed; trying again until it can: {}",
              namespace.isEmpty() ? "of the gateway" : namespace,
              e.toString());
        }
        sweep.failing = true;
      }
    }
  }

  private void find(String namespace, Sweep sweep, Consumer<List<End>> record) {
    Instant now = clock.instant();
    Duration overlap = sweep.count % LONG_EVERY == 0 ? LONG_OVERLAP : OVERLAP;
    Instant from = sweep.last.or(() -> runs.oldestOpenStart(namespace)).orElse(now).minus(overlap);
    Batch batch = new Batch(record);
    try (Stream<Closed> closed = visibility.closedSince(namespace, from)) {
      closed.forEach(batch::add);
    }
    batch.record();
    sweep.last = Optional.of(now);
    sweep.count++;
  }

  /** What has been looked at counts as seen only when its ends are recorded. */
  private final class Batch {
    private final Consumer<List<End>> record;
    private final List<End> ends = new ArrayList<>();
    private final List<String> lookedAt = new ArrayList<>();

    Batch(Consumer<List<End>> record) {
      this.record = record;
    }

    void add(Closed closed) {
      if (seen.contains(closed.runId())) {
        return;
      }
      Optional<End> end = runs.findOpen(closed.target()).flatMap(run -> end(run, closed));
      end.ifPresent(ends::add);
      // A run can close before its start is marked: what we do not know yet is looked at again.
      if (end.isPresent() || closed.at().isBefore(clock.instant().minus(OVERLAP))) {
        lookedAt.add(closed.runId());
      }
      if (ends.size() == AT_ONCE) {
        record();
      }
    }

    void record() {
      record.accept(List.copyOf(ends));
      seen.addAll(lookedAt);
      ends.clear();
      lookedAt.clear();
    }
  }

  /**
   * A completed run that we know by its run id has ended. Anything else may go on under another run
   * id (reset, retried, continued as new) or be an older run of that id: then the engine is asked.
   */
  private Optional<End> end(Run run, Closed closed) {
    if (closed.status() == RunStatus.completed && closed.runId().equals(run.runId())) {
      return Optional.of(new End(run, closed.runId(), closed.status(), closed.at(), null));
    }
    return describe.apply(run.target()) instanceof Reply.Described now
            && now.status() != RunStatus.running
            && now.endedAt() != null
        ? Optional.of(new End(run, now.runId(), now.status(), now.endedAt(), null))
        : Optional.empty();
  }
}
