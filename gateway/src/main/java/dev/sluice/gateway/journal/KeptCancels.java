package dev.sluice.gateway.journal;

import dev.sluice.gateway.journal.RunBook.Run;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Which running runs somebody asked to cancel, and why. Safe for many threads. */
public final class KeptCancels {

  private final Database database;

  KeptCancels(Database database) {
    this.database = database;
  }

  /** A run that has ended meanwhile keeps none. */
  public CompletableFuture<Integer> keep(Run run, String reason) {
    return database.write(
        connection ->
            RunRows.update(
                connection,
                """
                UPDATE runs SET cancel_asked = ?
                WHERE workflow_id = ? AND namespace = ? AND seq = ? AND status = 'running'""",
                reason,
                run.target().workflowId(),
                run.target().namespace(),
                run.seq()));
  }

  public Map<Target, String> ofRunning() {
    return database.read(
        connection -> {
          Map<Target, String> cancels = new HashMap<>();
          try (PreparedStatement statement =
                  connection.prepareStatement(
                      """
                      SELECT workflow_id, namespace, cancel_asked FROM runs
                      WHERE status = 'running' AND cancel_asked IS NOT NULL""");
              ResultSet row = statement.executeQuery()) {
            while (row.next()) {
              cancels.put(new Target(row.getString(1), row.getString(2)), row.getString(3));
            }
          }
          return cancels;
        });
  }
}
