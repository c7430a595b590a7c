package dev.sluice.gateway.task;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * What lets somebody answer once who has not signed in. Both methods run in the transaction that
 * keeps the answer, so that of two answers with the same one only one is kept.
 */
public interface Voucher {

  /** Of who is known by other means. */
  Voucher NONE_NEEDED =
      new Voucher() {
        @Override
        public boolean isGoodFor(Connection connection, Task task) {
          return true;
        }

        @Override
        public void spend(Connection connection) {}
      };

  boolean isGoodFor(Connection connection, Task task) throws SQLException;

  void spend(Connection connection) throws SQLException;
}
