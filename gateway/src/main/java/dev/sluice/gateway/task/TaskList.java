package dev.sluice.gateway.task;

import dev.sluice.gateway.task.TaskRows.Placed;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The tasks that a query names, read in its caller's transaction. */
final class TaskList {

  /** {@link Voter#objection} in the words of the database, without what overrules. */
  private static final String IS_WITH =
      """
      (((tier IN (SELECT value FROM json_each(?3))) <> ?4
          OR EXISTS (SELECT 1 FROM json_each(ballot, '$.added') WHERE value = ?5)
          OR EXISTS (SELECT 1 FROM json_each(ballot, '$.handedTo') WHERE value = ?5))
        AND IFNULL(json_extract(ballot, '$.requestedBy') = ?5, 0) = 0
        AND NOT EXISTS (SELECT 1 FROM json_each(ballot, '$.handedTo') WHERE key = ?5)
        AND (?7 = 0 OR IFNULL(json_extract(ballot, '$.quorum'), 1) < 2
          AND json_extract(ballot, '$.requestedBy') IS NULL))
      """;

  /** By the index of the ids: each begins with that of its run. */
  static final String OPEN_OF =
      """
      SELECT * FROM tasks WHERE id > ?1 || ':' AND id < ?1 || ';' AND workflow_id = ?1
        AND +state = 'open' ORDER BY id LIMIT 20
      """;

  private TaskList() {}

  static List<Task> openOf(Connection connection, String workflowId) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(OPEN_OF)) {
      statement.setString(1, workflowId);
      return placed(connection, statement).stream().map(Placed::task).toList();
    }
  }

  static List<Placed> read(Connection connection, TaskQuery query) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql(query))) {
      Task.State state = query.state();
      if (state != null) {
        statement.setString(1, state.name());
      }
      Long before = query.before();
      statement.setLong(2, before == null ? Long.MAX_VALUE : before);
      Assignee assignee = query.assignee();
      if (assignee != null) {
        statement.setString(3, TaskRows.json(assignee.tiers()));
        statement.setInt(4, assignee.isAnyOther() ? 1 : 0);
        statement.setString(5, assignee.name());
        statement.setInt(6, assignee.isRest() ? 0 : 1);
        statement.setInt(7, assignee.isKey() ? 1 : 0);
      }
      return placed(connection, statement);
    }
  }

  private static List<Placed> placed(Connection connection, PreparedStatement statement)
      throws SQLException {
    List<Placed> tasks = new ArrayList<>();
    try (ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        tasks.add(new Placed(row.getLong("seq"), TaskRows.task(connection, row)));
      }
    }
    return tasks;
  }

  /** A state that is asked for is found by its index, however many tasks there were. */
  private static String sql(TaskQuery query) {
    return "SELECT * FROM tasks WHERE seq < ?2"
        + (query.state() == null ? "" : " AND state = ?1")
        + (query.assignee() == null ? "" : " AND " + IS_WITH + " = ?6")
        + " ORDER BY seq DESC LIMIT "
        + query.limit();
  }
}
