package dev.sluice.sandbox.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What took effect, in order. A row is added in the transaction of its effect. */
public final class Ledger {

  private Ledger() {}

  /**
   * One effect. {@code subject} is the reservation, authorisation or booking; {@code items} is
   * JSON.
   */
  public record Row(
      long seq,
      String op,
      String orderId,
      String key,
      String subject,
      Optional<String> amount,
      Optional<String> items,
      String state,
      Instant at) {}

  /** An effect to be added. */
  public record Effect(
      String op,
      String orderId,
      String key,
      String subject,
      @Nullable String amount,
      @Nullable String items,
      String state,
      Instant at) {}

  public static void add(Transaction tx, Effect effect) throws SQLException {
    tx.update(
        "INSERT INTO ledger (op, order_id, key, subject, amount, items, state, at)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        effect.op(),
        effect.orderId(),
        effect.key(),
        effect.subject(),
        effect.amount(),
        effect.items(),
        effect.state(),
        effect.at().toString());
  }

  /** Gives the row of an earlier effect another state; adds none. */
  public static void turn(Transaction tx, String op, String subject, String state)
      throws SQLException {
    tx.update("UPDATE ledger SET state = ? WHERE subject = ? AND op = ?", state, subject, op);
  }

  /** The items of an earlier effect, for the row that undoes it. */
  public static @Nullable String itemsOf(Transaction tx, String op, String subject)
      throws SQLException {
    return tx.first(
            "SELECT items FROM ledger WHERE subject = ? AND op = ?",
            row -> Optional.ofNullable(row.getString("items")),
            subject,
            op)
        .flatMap(items -> items)
        .orElse(null);
  }

  /** Of one order, or of all when {@code orderId} is empty; those after {@code after} only. */
  public static List<Row> list(Transaction tx, Optional<String> orderId, long after, int limit)
      throws SQLException {
    String columns = "SELECT seq, op, order_id, key, subject, amount, items, state, at FROM ledger";
    return orderId.isPresent()
        ? tx.list(
            columns + " WHERE order_id = ? AND seq > ? ORDER BY seq LIMIT ?",
            Ledger::row,
            orderId.get(),
            after,
            limit)
        : tx.list(columns + " WHERE seq > ? ORDER BY seq LIMIT ?", Ledger::row, after, limit);
  }

  private static Row row(ResultSet row) throws SQLException {
    return new Row(
        row.getLong("seq"),
        row.getString("op"),
        row.getString("order_id"),
        row.getString("key"),
        row.getString("subject"),
        Optional.ofNullable(row.getString("amount")),
        Optional.ofNullable(row.getString("items")),
        row.getString("state"),
        Instant.parse(row.getString("at")));
  }
}
