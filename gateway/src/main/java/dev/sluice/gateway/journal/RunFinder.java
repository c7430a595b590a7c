package dev.sluice.gateway.journal;

import dev.sluice.gateway.journal.RunBook.Run;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Runs by all that names one: a workflow id alone may have had several, one after the other or in
 * several namespaces. Safe for many threads.
 */
public final class RunFinder {

  /** {@code isNewest} where no later run has its id in its namespace. */
  public record Found(Run run, boolean isNewest) {}

  private static final String SHOWN = " AND (r.run_id IS NOT NULL OR v.kind = 'held')";

  private final Database database;

  public RunFinder(Database database) {
    this.database = database;
  }

  /**
   * That very run; the newest under the id where no {@code runId} is given, or none has it any
   * more: a run that was reset goes on under another.
   *
   * @param namespace absent where the caller does not know it
   */
  public Optional<Found> find(
      String workflowId, @Nullable String namespace, @Nullable String runId) {
    List<Run> runs = ofId(workflowId, namespace);
    return runs.stream()
        .filter(run -> runId != null && runId.equals(run.runId()))
        .findFirst()
        .or(() -> runs.stream().findFirst())
        .map(run -> new Found(run, isNewest(run, runs)));
  }

  private static boolean isNewest(Run run, List<Run> newestFirst) {
    return newestFirst.stream()
        .filter(each -> each.target().equals(run.target()))
        .findFirst()
        .filter(run::equals)
        .isPresent();
  }

  private List<Run> ofId(String workflowId, @Nullable String namespace) {
    String sql =
        RunRows.SELECT
            + "WHERE r.workflow_id = ?1 AND (?2 IS NULL OR r.namespace = ?2)"
            + SHOWN
            + " ORDER BY r.seq DESC LIMIT 100";
    return database.read(connection -> RunRows.read(connection, sql, workflowId, namespace));
  }

  /** All attempts at what this one was begun for, the first one first. */
  public List<Run> attempts(Run run) {
    String sql =
        RunRows.SELECT
            + "WHERE r.seq = ? AND v.route = ?"
            + SHOWN
            + " ORDER BY r.attempt, r.n LIMIT 100";
    return database.read(connection -> RunRows.read(connection, sql, run.seq(), run.route()));
  }
}
