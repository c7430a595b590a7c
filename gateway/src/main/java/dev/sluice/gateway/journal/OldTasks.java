package dev.sluice.gateway.journal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/**
 * The closed tasks that go with their run, and what was decided on them: they show the event's
 * data. An open one stays, since somebody is still asked. Every method runs in its caller's
 * transaction.
 */
final class OldTasks {

  /** A task's id begins with its run's; the range is what makes it a look-up. */
  private static final String OF_RUN =
      """
      SELECT t.id FROM tasks t
      WHERE t.id > ?1 || ':' AND t.id < ?1 || ';' AND t.workflow_id = ?1 AND t.state <> 'open'
        AND NOT EXISTS (SELECT 1 FROM runs r WHERE r.workflow_id = ?1)""";

  private static final String OF_NO_RUN =
      """
      SELECT t.id FROM tasks t
      WHERE t.seq = ?1 AND t.changed_at < ?2 AND t.state <> 'open'
        AND NOT EXISTS (SELECT 1 FROM runs r WHERE r.workflow_id = t.workflow_id)""";

  private static final String MESSAGES = "DELETE FROM messages WHERE task_id IN (%s)";
  private static final String LINKS = "DELETE FROM links WHERE task_id IN (%s)";
  private static final String SAID = "DELETE FROM said WHERE task_id IN (%s)";
  private static final String TASKS = "DELETE FROM tasks WHERE id IN (%s)";

  /** The tasks themselves go last: by them the others are found. */
  private static final List<String> DELETES = List.of(MESSAGES, LINKS, SAID, TASKS);

  private OldTasks() {}

  /** After runs of these workflow ids are gone: the tasks of those that have no other run. */
  static void deleteOf(Connection connection, List<String> workflowIds) throws SQLException {
    for (String delete : DELETES) {
      try (PreparedStatement statement = connection.prepareStatement(delete.formatted(OF_RUN))) {
        for (String workflowId : workflowIds) {
          statement.setString(1, workflowId);
          statement.executeUpdate();
        }
      }
    }
  }

  /**
   * Those of {@code seqs} that did not change since {@code before} and whose run the journal does
   * not have: it went before they closed, or no event started it.
   */
  static int delete(Connection connection, List<Long> seqs, long before) throws SQLException {
    int deleted = 0;
    for (String delete : DELETES) {
      deleted = 0;
      try (PreparedStatement statement = connection.prepareStatement(delete.formatted(OF_NO_RUN))) {
        for (long seq : seqs) {
          statement.setLong(1, seq);
          statement.setLong(2, before);
          deleted += statement.executeUpdate();
        }
      }
    }
    return deleted;
  }
}
