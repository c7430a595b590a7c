package dev.sluice.gateway.message;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The table of messages, statement by statement. Every method runs in its caller's transaction. */
final class MessageRows {

  /** One that is due. */
  record Due(long seq, MessageKey key, int attempts, long dueAt) {}

  /** What came of sending one. */
  record Try(Message.State state, @Nullable String error, long nextAt, long at) {}

  private MessageRows() {}

  /** Unless it was planned before; one that nobody has tried yet may get another time. */
  static void plan(Connection connection, MessageKey key, long dueAt, long now)
      throws SQLException {
    String sql =
        """
        INSERT INTO messages (task_id, life, round, reminder, channel, person, state, due_at,
                              next_at, created_at, changed_at)
        VALUES (?1, ?8, ?2, ?3, ?4, ?5, 'waiting', ?6, ?6, ?7, ?7)
        ON CONFLICT (task_id, life, round, reminder, channel, person) DO UPDATE
          SET due_at = excluded.due_at, next_at = excluded.next_at
          WHERE state = 'waiting' AND attempts = 0 AND due_at <> excluded.due_at AND reminder > 0
        """;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, key.taskId());
      statement.setInt(2, key.round());
      statement.setInt(3, key.reminder());
      statement.setString(4, key.channel());
      statement.setString(5, key.person());
      statement.setLong(6, dueAt);
      statement.setLong(7, now);
      statement.setInt(8, key.life());
      statement.executeUpdate();
    }
  }

  static List<Due> due(Connection connection, String channel, long now, int limit)
      throws SQLException {
    String sql =
        """
        SELECT * FROM messages WHERE state = 'waiting' AND channel = ? AND next_at <= ?
         ORDER BY next_at, seq LIMIT ?
        """;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, channel);
      statement.setLong(2, now);
      statement.setInt(3, limit);
      List<Due> due = new ArrayList<>();
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          due.add(
              new Due(row.getLong("seq"), key(row), row.getInt("attempts"), row.getLong("due_at")));
        }
      }
      return due;
    }
  }

  /** When the next one is to be tried. */
  /** Whether a later reminder, which says the same, was sent or is due by now. */
  static boolean isOvertaken(Connection connection, MessageKey key, long now) throws SQLException {
    String sql =
        """
        SELECT 1 FROM messages
         WHERE task_id = ? AND life = ? AND round = ? AND channel = ? AND person = ?
           AND reminder > ? AND (state = 'sent' OR (state = 'waiting' AND due_at <= ?)) LIMIT 1
        """;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, key.taskId());
      statement.setInt(2, key.life());
      statement.setInt(3, key.round());
      statement.setString(4, key.channel());
      statement.setString(5, key.person());
      statement.setInt(6, key.reminder());
      statement.setLong(7, now);
      try (ResultSet row = statement.executeQuery()) {
        return row.next();
      }
    }
  }

  static Optional<Instant> next(Connection connection, String channel) throws SQLException {
    String sql =
        """
        SELECT min(next_at) AS at, count(*) AS n FROM messages
         WHERE state = 'waiting' AND channel = ?
        """;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, channel);
      try (ResultSet row = statement.executeQuery()) {
        return row.next() && row.getInt("n") > 0
            ? Optional.of(Instant.ofEpochMilli(row.getLong("at")))
            : Optional.empty();
      }
    }
  }

  /** Those that were tried and pause are due now. */
  static int hurry(Connection connection, String channel, long now) throws SQLException {
    String sql =
        """
        UPDATE messages SET next_at = ?1
         WHERE state = 'waiting' AND channel = ?2 AND attempts > 0 AND next_at > ?1
        """;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, now);
      statement.setString(2, channel);
      return statement.executeUpdate();
    }
  }

  /** Those that were tried are left for now. */
  static int leave(Connection connection, String channel, String why, long now)
      throws SQLException {
    String sql =
        """
        UPDATE messages SET error = ?1, changed_at = ?2
         WHERE state = 'waiting' AND channel = ?3 AND attempts > 0
        """;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, why);
      statement.setLong(2, now);
      statement.setString(3, channel);
      return statement.executeUpdate();
    }
  }

  /** What became of a try. */
  static int tried(Connection connection, long seq, Try made) throws SQLException {
    String sql =
        """
        UPDATE messages SET state = ?, error = ?, next_at = ?, changed_at = ?,
                            attempts = attempts + 1 WHERE seq = ? AND state = 'waiting'
        """;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, made.state().name());
      statement.setString(2, made.error());
      statement.setLong(3, made.nextAt());
      statement.setLong(4, made.at());
      statement.setLong(5, seq);
      return statement.executeUpdate();
    }
  }

  /** Nobody needs it any more; why its last try failed stays. */
  static int drop(Connection connection, long seq, String why, long now) throws SQLException {
    String sql =
        """
        UPDATE messages SET state = 'dropped', changed_at = ?,
                            error = CASE WHEN error IS NULL THEN ? ELSE ? || ': ' || error END
         WHERE seq = ? AND state = 'waiting'
        """;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, now);
      statement.setString(2, why);
      statement.setString(3, why);
      statement.setLong(4, seq);
      return statement.executeUpdate();
    }
  }

  /** Newest first. */
  static List<Message> list(
      Connection connection, Message.@Nullable State state, long before, int limit)
      throws SQLException {
    String sql =
        """
        SELECT * FROM messages WHERE (?1 IS NULL OR state = ?1) AND seq < ?2
         ORDER BY seq DESC LIMIT ?3
        """;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, state == null ? null : state.name());
      statement.setLong(2, before);
      statement.setInt(3, limit);
      return messages(statement);
    }
  }

  /** Of one task what is not only planned, oldest first. */
  static List<Message> of(Connection connection, String taskId, int limit) throws SQLException {
    String sql =
        """
        SELECT * FROM (SELECT * FROM messages
          WHERE task_id = ? AND (state <> 'waiting' OR attempts > 0) ORDER BY seq DESC LIMIT ?)
         ORDER BY seq
        """;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, taskId);
      statement.setInt(2, limit);
      return messages(statement);
    }
  }

  /** Links of one task that somebody has answered by, oldest first. */
  static List<MessageList.LinkUse> uses(Connection connection, String taskId) throws SQLException {
    String sql =
        """
        SELECT person, life, round, spent_at FROM links
         WHERE task_id = ? AND spent_at IS NOT NULL ORDER BY spent_at
        """;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, taskId);
      List<MessageList.LinkUse> uses = new ArrayList<>();
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          uses.add(
              new MessageList.LinkUse(
                  row.getString("person"),
                  row.getInt("life"),
                  row.getInt("round"),
                  Instant.ofEpochMilli(row.getLong("spent_at"))));
        }
      }
      return uses;
    }
  }

  private static List<Message> messages(PreparedStatement statement) throws SQLException {
    List<Message> messages = new ArrayList<>();
    try (ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        messages.add(message(row));
      }
    }
    return messages;
  }

  private static Message message(ResultSet row) throws SQLException {
    Message.State state = Message.State.valueOf(row.getString("state"));
    return new Message(
        row.getLong("seq"),
        key(row),
        state,
        row.getInt("attempts"),
        row.getString("error"),
        Instant.ofEpochMilli(row.getLong("due_at")),
        state == Message.State.waiting ? Instant.ofEpochMilli(row.getLong("next_at")) : null,
        Instant.ofEpochMilli(row.getLong("changed_at")));
  }

  private static MessageKey key(ResultSet row) throws SQLException {
    return new MessageKey(
        row.getString("task_id"),
        row.getInt("life"),
        row.getInt("round"),
        row.getInt("reminder"),
        row.getString("channel"),
        row.getString("person"));
  }
}
