package dev.sluice.gateway.journal;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * Something to do on the database, inside a transaction that is not its own: it neither commits nor
 * rolls back nor closes the connection. A writing one may be run twice (the first time is then
 * rolled back), so it touches nothing but the connection, and it returns an outcome for what is
 * expected: throwing costs its neighbours a second run.
 */
@FunctionalInterface
public interface Work<T> {
  T on(Connection connection) throws SQLException;
}
