package dev.sluice.gateway.task;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What people say about tasks, in the order in which it was kept, statement by statement. Every
 * method runs in its caller's transaction.
 */
final class SaidRows {

  private static final String INSERT =
      """
      INSERT INTO said (id, task_id, workflow_id, kind, round, quorum, choice, person, comment, by,
                        at, delivery)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
      """;

  private static final String VOTES =
      "SELECT * FROM said WHERE task_id = ? AND kind = 'vote' AND delivery <> 'refused'";

  private static final String KEPT =
      """
      SELECT * FROM said WHERE task_id = ? AND delivery IN ('waiting', 'absent')
         AND kind <> 'comment' ORDER BY seq LIMIT 300
      """;

  private static final String VOTE = "vote";

  /** What is to be sent, and the run it is for, which has asked for it that often. */
  record Waiting(long seq, String workflowId, Said said, int asked) {}

  /** Where a vote is when it is kept: on its way to the run, or from there. */
  enum State {
    waiting,
    taken,
    /** By the run: only a fresh life of it need be told. */
    told
  }

  private SaidRows() {}

  /** Keeps the vote unless its voter has one in its round: that is the compare-and-set. */
  static void keep(Connection connection, Task task, Decision vote, State state)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
      statement.setString(1, vote.decisionId());
      statement.setString(2, task.id());
      statement.setString(3, task.workflowId());
      statement.setString(4, VOTE);
      statement.setInt(5, Objects.requireNonNullElse(vote.round(), task.ballot().round()));
      statement.setInt(6, quorum(task, vote, state));
      statement.setString(7, vote.decision());
      statement.setString(8, null);
      statement.setString(9, vote.comment());
      statement.setString(10, vote.by());
      statement.setLong(11, millis(vote.at()));
      statement.setString(12, state.name());
      statement.executeUpdate();
    }
  }

  /** What the run tells of another round has won nothing there: else it would be decided. */
  private static int quorum(Task task, Decision vote, State state) {
    int now = task.ballot().round();
    boolean isOfAnother = Objects.requireNonNullElse(vote.round(), now) != now;
    return state == State.told && task.isOpen() && isOfAnother
        ? Integer.MAX_VALUE
        : task.ballot().quorum();
  }

  static void keep(Connection connection, Task task, Act act) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
      statement.setString(1, act.actId());
      statement.setString(2, task.id());
      statement.setString(3, task.workflowId());
      statement.setString(4, act.kind().name());
      statement.setObject(5, act.round());
      statement.setObject(6, null);
      statement.setString(7, null);
      statement.setString(8, act.person());
      statement.setString(9, act.comment());
      statement.setString(10, act.by());
      statement.setLong(11, millis(act.at()));
      statement.setString(12, State.waiting.name());
      statement.executeUpdate();
    }
  }

  static int count(Connection connection, String taskId) throws SQLException {
    String sql = "SELECT count(*) FROM said WHERE task_id = ? AND delivery <> 'refused'";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, taskId);
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? row.getInt(1) : 0;
      }
    }
  }

  /** All that count, oldest first. */
  static List<Decision> votes(Connection connection, String taskId) throws SQLException {
    List<Decision> votes = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(VOTES + " ORDER BY seq")) {
      statement.setString(1, taskId);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          votes.add(vote(row));
        }
      }
    }
    return votes;
  }

  /** The vote with which its choice had the quorum of its round. */
  static Optional<Decision> winner(Connection connection, String taskId) throws SQLException {
    return winner(connection, taskId, VOTES + " ORDER BY seq");
  }

  /** The same, of those votes that the run was told. */
  static Optional<Decision> takenWinner(Connection connection, String taskId) throws SQLException {
    return winner(connection, taskId, VOTES + " AND delivery IN ('taken', 'told') ORDER BY seq");
  }

  /** Whether there are votes enough, of which the run has not heard all: it is asked some times. */
  static boolean isAnswerWaiting(Connection connection, String taskId) throws SQLException {
    String isAnyWaiting =
        " AND EXISTS (SELECT 1 FROM said w WHERE w.task_id = said.task_id AND w.kind = 'vote'"
            + " AND w.delivery = 'waiting' AND w.asked <= 3) ORDER BY seq";
    return winner(connection, taskId, VOTES + isAnyWaiting).isPresent();
  }

  private static Optional<Decision> winner(Connection connection, String taskId, String sql)
      throws SQLException {
    Map<String, Integer> counts = new HashMap<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, taskId);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          String choice = row.getInt("round") + " " + row.getString("choice");
          if (counts.merge(choice, 1, Integer::sum) >= row.getInt("quorum")) {
            return Optional.of(vote(row));
          }
        }
      }
    }
    return Optional.empty();
  }

  /** After {@code seq}, in their order. */
  static List<Waiting> waiting(Connection connection, long seq, int limit) throws SQLException {
    String sql = "SELECT * FROM said WHERE delivery = 'waiting' AND seq > ? ORDER BY seq LIMIT ?";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, seq);
      statement.setInt(2, limit);
      List<Waiting> waiting = new ArrayList<>();
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          waiting.add(
              new Waiting(
                  row.getLong("seq"),
                  row.getString("workflow_id"),
                  row.getString("kind").equals(VOTE) ? vote(row) : act(row),
                  row.getInt("asked")));
        }
      }
      return waiting;
    }
  }

  /** What a run may not have heard, since it could not be sent, in its order. */
  static List<Said> kept(Connection connection, String taskId) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(KEPT)) {
      statement.setString(1, taskId);
      try (ResultSet row = statement.executeQuery()) {
        List<Said> kept = new ArrayList<>();
        while (row.next()) {
          kept.add(row.getString("kind").equals(VOTE) ? vote(row) : act(row).shortened());
        }
        return kept;
      }
    }
  }

  /** Says what became of it. When the run has asked again since, that was not the last. */
  static int delivered(Connection connection, Waiting sent, Delivery.Outcome outcome)
      throws SQLException {
    String sql =
        "UPDATE said SET delivery = ? WHERE seq = ? AND asked = ? AND delivery = 'waiting'";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, outcome.name());
      statement.setLong(2, sent.seq());
      statement.setInt(3, sent.asked());
      return statement.executeUpdate();
    }
  }

  /**
   * The run says how its open task stands: what it has not heard is sent once more, and votes that
   * it heard and does not count are refused. What only the run itself has told is sent to nobody
   * but a fresh life of it: whoever may put a task must not answer it for others.
   */
  static void follow(Connection connection, Task task, Set<String> heard, boolean isFreshLife)
      throws SQLException {
    String sql =
        "SELECT seq, id, kind FROM said WHERE task_id = ? AND delivery NOT IN ('refused'"
            + (isFreshLife ? ")" : ", 'told')");
    List<Long> again = new ArrayList<>();
    List<Long> refused = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, task.id());
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          String id = row.getString("id");
          if (!heard.contains(id)) {
            again.add(row.getLong("seq"));
          } else if (row.getString("kind").equals(VOTE) && !task.ballot().counts(id)) {
            refused.add(row.getLong("seq"));
          }
        }
      }
    }
    change(
        connection, "UPDATE said SET delivery = 'waiting', asked = asked + 1 WHERE seq = ?", again);
    change(connection, "UPDATE said SET delivery = 'refused' WHERE seq = ?", refused);
    recount(connection, task);
  }

  /** A run that lives anew may need more votes, or fewer, than when they were kept. */
  private static void recount(Connection connection, Task task) throws SQLException {
    String sql = "UPDATE said SET quorum = ? WHERE task_id = ? AND kind = 'vote' AND round = ?";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setInt(1, task.ballot().quorum());
      statement.setString(2, task.id());
      statement.setInt(3, task.ballot().round());
      statement.executeUpdate();
    }
  }

  static void refuseAll(Connection connection, String taskId) throws SQLException {
    String sql = "UPDATE said SET delivery = 'refused' WHERE task_id = ?";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, taskId);
      statement.executeUpdate();
    }
  }

  private static void change(Connection connection, String sql, List<Long> rows)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (long row : rows) {
        statement.setLong(1, row);
        statement.executeUpdate();
      }
    }
  }

  private static Decision vote(ResultSet row) throws SQLException {
    return new Decision(
        row.getString("task_id"),
        row.getString("id"),
        row.getString("choice"),
        row.getString("comment"),
        row.getString("by"),
        at(row),
        row.getInt("round"));
  }

  private static Act act(ResultSet row) throws SQLException {
    return new Act(
        row.getString("task_id"),
        row.getString("id"),
        Act.Kind.valueOf(row.getString("kind")),
        row.getString("by"),
        row.getString("person"),
        row.getString("comment"),
        at(row),
        row.getInt("round"));
  }

  private static String at(ResultSet row) throws SQLException {
    return Instant.ofEpochMilli(row.getLong("at")).toString();
  }

  private static long millis(@Nullable String at) {
    return Instant.parse(String.valueOf(at)).toEpochMilli();
  }
}
