package dev.sluice.gateway.task;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;

/**
 * Which asking of a question somebody has seen: an answer to it is none to what is asked under the
 * same id later, by another run or of another tier.
 */
public record Asking(String word) {

  static Asking of(Connection connection, Task task) throws SQLException {
    return new Asking(
        Lives.of(connection, task.id())
            + "-"
            + Objects.requireNonNullElse(task.ballot().round(), 0));
  }

  /** Spends nothing: who answers has signed in. */
  public Voucher voucher() {
    return new Voucher() {
      @Override
      public boolean isGoodFor(Connection connection, Task task) throws SQLException {
        return of(connection, task).equals(Asking.this);
      }

      @Override
      public void spend(Connection connection) {}
    };
  }
}
