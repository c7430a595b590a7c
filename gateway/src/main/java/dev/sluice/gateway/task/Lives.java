package dev.sluice.gateway.task;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** How often questions were asked afresh under their ids. */
public final class Lives {

  private Lives() {}

  /** In the caller's transaction. 0 is the first; so it is of a task that is not there. */
  public static int of(Connection connection, String taskId) throws SQLException {
    String sql = "SELECT life FROM tasks WHERE id = ?";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, taskId);
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? row.getInt("life") : 0;
      }
    }
  }
}
