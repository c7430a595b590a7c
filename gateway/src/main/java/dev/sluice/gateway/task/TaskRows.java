package dev.sluice.gateway.task;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The two tables of the inbox, statement by statement. Every method runs in its caller's
 * transaction.
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

  static List<Placed> list(Connection connection, TaskQuery query) throws SQLException {
    String sql =
        """
        SELECT * FROM tasks
         WHERE (?1 IS NULL OR state = ?1) AND (?2 IS NULL OR tier = ?2) AND (?3 IS NULL OR seq < ?3)
         ORDER BY seq DESC LIMIT ?4
        """;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      Task.@Nullable State state = query.state();
      statement.setString(1, state == null ? null : state.name());
      statement.setString(2, query.assignee());
      statement.setObject(3, query.before());
      statement.setInt(4, query.limit());
      List<Placed> tasks = new ArrayList<>();
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          tasks.add(new Placed(row.getLong("seq"), task(connection, row)));
        }
      }
      return tasks;
    }
  }

  static void insert(Connection connection, Task task, long now) throws SQLException {
    String sql =
        """
        INSERT INTO tasks (state, question, data, choices, tier, due, decision, changed_at,
                           id, workflow_id, created_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bindChanging(statement, task, now);
      statement.setString(9, task.id());
      statement.setString(10, task.workflowId());
      statement.setLong(11, now);
      statement.executeUpdate();
    }
  }

  /**
   * What is closed stays closed, unless a fresh life of its run asks what nobody has decided, or a
   * run says after all what was decided of a task that was closed without its word.
   */
  static void update(Connection connection, Task task, long now) throws SQLException {
    String sql =
        """
        UPDATE tasks SET state = ?1, question = ?2, data = ?3, choices = ?4, tier = ?5, due = ?6,
                         decision = ?7, changed_at = ?8, may_reopen = 0
         WHERE id = ?9 AND (state = 'open' OR may_reopen = 1
           AND (NOT EXISTS (SELECT 1 FROM decisions d WHERE d.task_id = tasks.id)
             OR state = 'expired' AND ?1 = 'decided'))
        """;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bindChanging(statement, task, now);
      statement.setString(9, task.id());
      statement.executeUpdate();
    }
  }

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

  /** Whether its run was told of a decision. */
  static boolean isTaken(Connection connection, String id) throws SQLException {
    String sql = "SELECT 1 FROM decisions WHERE task_id = ? AND delivery = 'taken'";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, id);
      try (ResultSet row = statement.executeQuery()) {
        return row.next();
      }
    }
  }

  /** All that runs closed which are lost now. */
  static int loseRunning(Connection connection) throws SQLException {
    String sql =
        """
        UPDATE tasks SET may_reopen = 1 WHERE state <> 'open' AND EXISTS (SELECT 1 FROM runs r
          WHERE r.workflow_id = tasks.workflow_id AND r.status = 'running')
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
  }

  /** Keeps the decision unless there is one: that is the compare-and-set. */
  static boolean keep(Connection connection, String workflowId, Decision given)
      throws SQLException {
    String sql =
        """
        INSERT INTO decisions (task_id, decision_id, workflow_id, decision, comment, by, at, delivery)
        VALUES (?, ?, ?, ?, ?, ?, ?, 'waiting') ON CONFLICT DO NOTHING
        """;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, given.taskId());
      statement.setString(2, given.decisionId());
      statement.setString(3, workflowId);
      statement.setString(4, given.decision());
      statement.setString(5, given.comment());
      statement.setString(6, given.by());
      statement.setLong(7, Instant.parse(String.valueOf(given.at())).toEpochMilli());
      return statement.executeUpdate() == 1;
    }
  }

  /** A decision and the run it is for, which has asked for it that often. */
  record Waiting(String workflowId, Decision decision, int asked) {}

  /** A place in the order in which decisions were given. */
  record Given(long at, String taskId) {

    static final Given START = new Given(Long.MIN_VALUE, "");

    static Given of(Decision decision) {
      return new Given(
          Instant.parse(String.valueOf(decision.at())).toEpochMilli(),
          String.valueOf(decision.taskId()));
    }
  }

  static List<Waiting> waiting(Connection connection, Given after, int limit) throws SQLException {
    String sql =
        """
        SELECT * FROM decisions WHERE delivery = 'waiting' AND (at, task_id) > (?, ?)
         ORDER BY at, task_id LIMIT ?
        """;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, after.at());
      statement.setString(2, after.taskId());
      statement.setInt(3, limit);
      List<Waiting> waiting = new ArrayList<>();
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          waiting.add(
              new Waiting(row.getString("workflow_id"), decision(row), row.getInt("asked")));
        }
      }
      return waiting;
    }
  }

  /** Says what became of a delivery. When the run has asked again since, it is not the last. */
  static int delivered(Connection connection, Waiting sent, Delivery.Outcome outcome)
      throws SQLException {
    String sql = "UPDATE decisions SET delivery = ? WHERE task_id = ? AND asked = ?";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, outcome.name());
      statement.setString(2, sent.decision().taskId());
      statement.setInt(3, sent.asked());
      return statement.executeUpdate();
    }
  }

  /** A kept decision waits to be delivered once more. */
  static void deliverAgain(Connection connection, String taskId) throws SQLException {
    String sql = "UPDATE decisions SET delivery = 'waiting', asked = asked + 1 WHERE task_id = ?";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, taskId);
      statement.executeUpdate();
    }
  }

  private static Task task(Connection connection, ResultSet row) throws SQLException {
    String id = row.getString("id");
    String decision = row.getString("decision");
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
            List.of());
    return task.with(given(connection, id));
  }

  private static List<Decision> given(Connection connection, String taskId) throws SQLException {
    String sql = "SELECT * FROM decisions WHERE task_id = ?";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, taskId);
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? List.of(decision(row)) : List.of();
      }
    }
  }

  private static Decision decision(ResultSet row) throws SQLException {
    return new Decision(
        row.getString("task_id"),
        row.getString("decision_id"),
        row.getString("decision"),
        row.getString("comment"),
        row.getString("by"),
        Instant.ofEpochMilli(row.getLong("at")).toString());
  }

  private static String json(Object value) {
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
