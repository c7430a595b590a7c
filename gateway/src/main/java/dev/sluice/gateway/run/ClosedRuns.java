package dev.sluice.gateway.run;

import dev.sluice.gateway.dispatch.Engine;
import dev.sluice.gateway.dispatch.Reply;
import dev.sluice.gateway.journal.RunBook;
import dev.sluice.gateway.journal.RunBook.End;
import dev.sluice.gateway.journal.RunBook.Run;
import dev.sluice.gateway.journal.Target;
import dev.sluice.gateway.journal.Verdict.RunStatus;
import io.temporal.client.WorkflowExecutionMetadata;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One sweep over a server's visibility: what has closed since the last sweep. Visibility is late at
 * times and clocks differ, so each sweep looks back some seconds, and now and then some minutes;
 * what it has seen already costs nothing. For one thread.
 */
final class ClosedRuns {

  /** A run without a close time counts as closed in the far future: its status says it is not. */
  private static final String QUERY =
      "SluiceRoute IS NOT NULL AND ExecutionStatus != 'Running' AND CloseTime >= '%s'";

  private static final Duration OVERLAP = Duration.ofSeconds(15);
  private static final Duration LONG_OVERLAP = Duration.ofMinutes(3);
  private static final int LONG_EVERY = 15;
  private static final int REMEMBERED = 50_000;

  private final RunBook runs;
  private final Engine engine;
  private final Clock clock;
  private final Set<String> seen =
      Collections.newSetFromMap(
          new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
              return size() > REMEMBERED;
            }
          });
  private Instant lastSweep;
  private int sweeps;

  ClosedRuns(RunBook runs, Engine engine, Clock clock) {
    this.runs = runs;
    this.engine = engine;
    this.clock = clock;
    this.lastSweep = clock.instant();
  }

  /** The ends that the journal does not know of. */
  List<End> find() {
    Instant now = clock.instant();
    Instant since = lastSweep.minus(sweeps % LONG_EVERY == 0 ? LONG_OVERLAP : OVERLAP);
    List<End> ends = new ArrayList<>();
    for (String namespace : runs.namespacesOfOpen()) {
      try (Stream<WorkflowExecutionMetadata> closed =
          engine.client(namespace).listExecutions(QUERY.formatted(since))) {
        closed.forEach(run -> end(namespace, run).ifPresent(ends::add));
      }
    }
    lastSweep = now;
    sweeps++;
    return ends;
  }

  private Optional<End> end(String namespace, WorkflowExecutionMetadata closed) {
    String runId = closed.getExecution().getRunId();
    if (seen.contains(runId)) {
      return Optional.empty();
    }
    Target target = new Target(closed.getExecution().getWorkflowId(), namespace);
    Optional<End> end = runs.findOpen(target).flatMap(run -> end(run, closed));
    // A run can close before its start is marked: what we do not know yet is looked at again.
    if (end.isPresent() || closed.getCloseTime().isBefore(clock.instant().minus(OVERLAP))) {
      seen.add(runId);
    }
    return end;
  }

  /**
   * A completed run that we know by its run id has ended. Anything else may go on under another run
   * id (reset, retried, continued as new) or be an older run of that id: then the engine is asked.
   */
  private Optional<End> end(Run run, WorkflowExecutionMetadata closed) {
    RunStatus status = Engine.status(closed.getStatus());
    String runId = closed.getExecution().getRunId();
    if (status == RunStatus.completed && runId.equals(run.runId())) {
      return Optional.of(new End(run, runId, status, closed.getCloseTime()));
    }
    return engine.describe(run.target()) instanceof Reply.Described now
            && now.status() != RunStatus.running
            && now.endedAt() != null
        ? Optional.of(new End(run, now.runId(), now.status(), now.endedAt()))
        : Optional.empty();
  }
}
