package dev.sluice.gateway.journal;

import dev.sluice.gateway.journal.RunBook.Run;
import dev.sluice.gateway.journal.Verdict.RunStatus;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a run lies in its row, beside the event and the route that started it. */
final class RunRows {

  static final String SELECT =
      """
      SELECT r.*, e.eid, v.route FROM runs r JOIN events e ON e.seq = r.seq
      JOIN verdicts v ON v.seq = r.seq AND v.n = r.n
      """;

  private RunRows() {}

  static int update(Connection connection, String sql, Object... values) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      return statement.executeUpdate();
    }
  }

  static List<Run> read(Connection connection, String sql, @Nullable Object... values)
      throws SQLException {
    List<Run> runs = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          runs.add(run(row));
        }
      }
    }
    return runs;
  }

  private static Run run(ResultSet row) throws SQLException {
    String status = row.getString("status");
    return new Run(
        new Backlog.Place(row.getLong("seq"), row.getInt("n")),
        Rows.uuid(row.getBytes("eid")),
        new Target(row.getString("workflow_id"), row.getString("namespace")),
        row.getString("workflow_type"),
        row.getString("route"),
        row.getString("run_id"),
        status == null ? null : RunStatus.valueOf(status),
        Rows.optionalInstant(row, "started_at"),
        Rows.optionalInstant(row, "ended_at"));
  }
}
