package dev.sluice.sandbox.store;

import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/**
 * The first answer to each key, kept in the transaction of the effect, so that a repeat can be
 * answered as the first was and never does the work again.
 */
public final class Answers {

  private Answers() {}

  /** {@code fingerprint} tells whether a repeat asks for the same. */
  public record Kept(String fingerprint, int status, String body) {}

  public static Optional<Kept> find(Transaction tx, String key) throws SQLException {
    return tx.first(
        "SELECT fingerprint, status, body FROM answers WHERE key = ?",
        row -> new Kept(row.getString("fingerprint"), row.getInt("status"), row.getString("body")),
        key);
  }

  public static void keep(Transaction tx, String key, String operation, Kept answer, Instant at)
      throws SQLException {
    tx.update(
        "INSERT INTO answers (key, operation, fingerprint, status, body, at)"
            + " VALUES (?, ?, ?, ?, ?, ?)",
        key,
        operation,
        answer.fingerprint(),
        answer.status(),
        answer.body(),
        at.toString());
  }

  /** Forgets the refusals of an operation: nothing was done under them, and a repeat asks anew. */
  public static int forgetRefused(Transaction tx, String operation) throws SQLException {
    return tx.update("DELETE FROM answers WHERE operation = ? AND status >= 400", operation);
  }

  /** Counts one more attempt of this name and returns its number, from 1. */
  public static int nextAttempt(Transaction tx, String name) throws SQLException {
    tx.update(
        "INSERT INTO attempts (name, count) VALUES (?, 1)"
            + " ON CONFLICT (name) DO UPDATE SET count = count + 1",
        name);
    return tx.first("SELECT count FROM attempts WHERE name = ?", row -> row.getInt("count"), name)
        .orElseThrow();
  }
}
