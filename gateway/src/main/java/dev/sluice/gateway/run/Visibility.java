package dev.sluice.gateway.run;

import dev.sluice.gateway.dispatch.Engine;
import dev.sluice.gateway.journal.Target;
import dev.sluice.gateway.journal.Verdict.RunStatus;
import java.time.Instant;
import java.util.stream.Stream;

/** What a server's visibility lists. */
@FunctionalInterface
interface Visibility {

  /** A run that is no longer open; it may go on under another run id. */
  record Closed(Target target, String runId, RunStatus status, Instant at) {}

  /** Ours that closed at that time or later; the stream asks for pages as it goes, and can fail. */
  Stream<Closed> closedSince(String namespace, Instant since);

  static Visibility of(Engine engine) {
    String query = "SluiceRoute IS NOT NULL AND ExecutionStatus != 'Running' AND CloseTime >= '%s'";
    return (namespace, since) ->
        engine
            .client(namespace)
            .listExecutions(query.formatted(since))
            .map(
                run ->
                    new Closed(
                        new Target(run.getExecution().getWorkflowId(), namespace),
                        run.getExecution().getRunId(),
                        Engine.status(run.getStatus()),
                        run.getCloseTime()));
  }
}
