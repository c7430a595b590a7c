package dev.sluice.sandbox.payment;

import dev.sluice.sandbox.store.Transaction;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Optional;

/** An authorisation as it is stored; an id that is not there yet is empty. */
record Authorisation(Charge charge, State state, String transactionId, String refundId) {

  static Optional<Authorisation> find(Transaction tx, String id) throws SQLException {
    return tx.first(
        "SELECT order_id, amount, currency, token, state, transaction_id, refund_id"
            + " FROM authorisations WHERE id = ?",
        row ->
            new Authorisation(
                new Charge(
                    row.getString("order_id"),
                    row.getString("amount"),
                    row.getString("currency"),
                    row.getString("token")),
                State.of(row.getString("state")),
                Objects.requireNonNullElse(row.getString("transaction_id"), ""),
                Objects.requireNonNullElse(row.getString("refund_id"), "")),
        id);
  }
}
