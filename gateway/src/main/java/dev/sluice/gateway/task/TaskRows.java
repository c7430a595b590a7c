package dev.sluice.gateway.task;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The table of the inbox, statement by statement. Every method runs in its caller's transaction.
 */
final class TaskRows {

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
          .build();

  /** A task and its place in the list. */
  record Placed(long seq, Task task) {}

  private TaskRows() {}

  static Optional<Task> find(Connection connection, String id) throws SQLException {
    String sql = "SELECT * FROM tasks WHERE id = ?";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, id);
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? Optional.of(task(connection, row)) : Optional.empty();
      }
    }
  }

  static void insert(Connection connection, Task task, long now) throws SQLException {
    String sql =
        """
        INSERT INTO tasks (state, question, data, choices, tier, due, decision, changed_at,
                           ballot, comments, id, workflow_id, created_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bindChanging(statement, task, now);
      statement.setString(11, task.id());
      statement.setString(12, task.workflowId());
      statement.setLong(13, now);
      statement.executeUpdate();
    }
  }

  static void update(Connection connection, Task task, long now) throws SQLException {
    update(connection, task, now, false);
  }

  /**
   * What is closed stays closed, unless its run may say otherwise, because it is lost, has ended
   * without closing it, or asks it again. What was closed, or has moved on, and is asked again from
   * there lives afresh.
   *
   * @param isAnswered whether an answer is on its way that closes it: then nobody need be asked
   */
  static void update(Connection connection, Task task, long now, boolean isAnswered)
      throws SQLException {
    String sql =
        """
        UPDATE tasks SET state = ?1, question = ?2, data = ?3, choices = ?4, tier = ?5, due = ?6,
                         decision = ?7, changed_at = ?8, ballot = ?9, comments = ?10,
                         may_reopen = 0,
                         life = life + (?1 = 'open' AND (state <> 'open'
                           OR coalesce(json_extract(ballot, '$.round'), 0)
                              > json_extract(?9, '$.round')))
         WHERE id = ?11 AND (state = 'open' OR may_reopen = 1 AND NOT (?1 = 'open' AND ?12))
        """;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bindChanging(statement, task, now);
      statement.setString(11, task.id());
      statement.setBoolean(12, isAnswered);
      statement.executeUpdate();
    }
  }

  static void told(Connection connection, Word word) throws SQLException {
    String sql =
        """
        UPDATE tasks SET told = coalesce(?, told), namespace = coalesce(?, namespace),
                         first_run_id = coalesce(?, first_run_id)
         WHERE id = ?
        """;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setObject(1, word.told());
      statement.setString(2, word.namespace());
      statement.setString(3, word.firstRunId());
      statement.setString(4, word.task().id());
      statement.executeUpdate();
    }
  }

  /** Where the run is that asks, as it says itself. */
  static Optional<String> namespaceOf(Connection connection, String workflowId)
      throws SQLException {
    String sql =
        """
        SELECT namespace FROM tasks WHERE id > ?1 || ':' AND id < ?1 || ';' AND workflow_id = ?1
          AND namespace IS NOT NULL ORDER BY seq DESC LIMIT 1
        """;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, workflowId);
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? Optional.of(row.getString("namespace")) : Optional.empty();
      }
    }
  }

  /** A task as it stands, and what its run's next word is held against. */
  record Standing(Task task, @Nullable String firstRunId, boolean mayReopen, @Nullable Long told) {

    /** Whether a run asks the same again, or goes on asking it. */
    boolean isAskedBy(Task other) {
      return task.question().equals(other.question())
          && task.choices().equals(other.choices())
          && task.data().equals(parse(json(other.data()), new TypeReference<JsonNode>() {}));
    }
  }

  static Optional<Standing> standing(Connection connection, String id) throws SQLException {
    String sql = "SELECT * FROM tasks WHERE id = ?";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, id);
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next()) {
          return Optional.empty();
        }
        long told = row.getLong("told");
        Long toldOrNull = row.wasNull() ? null : told;
        return Optional.of(
            new Standing(
                task(connection, row),
                row.getString("first_run_id"),
                row.getBoolean("may_reopen"),
                toldOrNull));
      }
    }
  }

  /** It is forgotten but for its number, so that its messages and links are of another life. */
  static void begin(Connection connection, String id) throws SQLException {
    String sql =
        """
        UPDATE tasks SET state = 'open', decision = NULL, may_reopen = 0, told = NULL,
                         life = life + 1, ballot = NULL, comments = NULL
         WHERE id = ?
        """;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, id);
      statement.executeUpdate();
    }
  }

  static void letReopen(Connection connection, String id) throws SQLException {
    String sql = "UPDATE tasks SET may_reopen = 1 WHERE id = ? AND state <> 'open'";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, id);
      statement.executeUpdate();
    }
  }

  static Optional<String> firstRunIdOf(Connection connection, String id) throws SQLException {
    String sql = "SELECT first_run_id FROM tasks WHERE id = ? AND first_run_id IS NOT NULL";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, id);
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? Optional.of(row.getString("first_run_id")) : Optional.empty();
      }
    }
  }

  /** Whether the run that had it is lost, ended without closing it, or asks it again. */
  static boolean mayReopen(Connection connection, String id) throws SQLException {
    String sql = "SELECT 1 FROM tasks WHERE id = ? AND may_reopen = 1";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, id);
      try (ResultSet row = statement.executeQuery()) {
        return row.next();
      }
    }
  }

  static void expireOrphan(Connection connection, String id, long now) throws SQLException {
    String sql =
        """
        UPDATE tasks SET state = 'expired', may_reopen = 1, changed_at = ?
         WHERE id = ? AND state = 'open'
        """;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, now);
      statement.setString(2, id);
      statement.executeUpdate();
    }
  }

  /**
   * All that runs asked which are lost now, children of others too: their fresh lives count their
   * words anew.
   */
  static int loseRunning(Connection connection) throws SQLException {
    String sql =
        """
        UPDATE tasks SET told = NULL, first_run_id = NULL, may_reopen = (state <> 'open')
         WHERE EXISTS (SELECT 1 FROM runs r
           WHERE r.workflow_id = tasks.workflow_id AND r.status = 'running')
           OR NOT EXISTS (SELECT 1 FROM runs r WHERE r.workflow_id = tasks.workflow_id)
        """;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      return statement.executeUpdate();
    }
  }

  private static void bindChanging(PreparedStatement statement, Task task, long now)
      throws SQLException {
    statement.setString(1, task.state().name());
    statement.setString(2, task.question());
    statement.setString(3, json(task.data()));
    statement.setString(4, json(task.choices()));
    statement.setString(5, task.tier());
    statement.setString(6, task.due());
    Decision decision = task.decision();
    statement.setString(7, decision == null ? null : json(decision));
    statement.setLong(8, now);
    statement.setString(9, json(task.ballot()));
    statement.setString(10, json(task.comments()));
  }

  static Task task(Connection connection, ResultSet row) throws SQLException {
    String id = row.getString("id");
    String decision = row.getString("decision");
    String ballot = row.getString("ballot");
    String comments = row.getString("comments");
    Task task =
        new Task(
            id,
            row.getString("workflow_id"),
            Task.State.valueOf(row.getString("state")),
            row.getString("question"),
            parse(row.getString("data"), new TypeReference<>() {}),
            parse(row.getString("choices"), new TypeReference<>() {}),
            row.getString("tier"),
            row.getString("due"),
            decision == null ? null : parse(decision, new TypeReference<>() {}),
            List.of(),
            ballot == null ? Ballot.PLAIN : parse(ballot, new TypeReference<>() {}),
            comments == null ? List.of() : parse(comments, new TypeReference<>() {}));
    return task.with(SaidRows.votes(connection, id));
  }

  static String json(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A task cannot be written as JSON", e);
    }
  }

  private static <T> T parse(String json, TypeReference<T> type) {
    try {
      return JSON.readValue(json, type);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A task's row is not JSON", e);
    }
  }
}
