package dev.sluice.sandbox.shipping;

import dev.sluice.sandbox.store.Transaction;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A booking as it is stored; one that is stuck has no times. */
record Booking(
    String id,
    String orderId,
    String trackingNumber,
    String estimatedDelivery,
    boolean cancelled,
    Optional<Instant> pickedAt,
    Optional<Instant> handedOverAt) {

  State state(Instant now) {
    if (cancelled) {
      return State.CANCELLED;
    }
    if (reached(handedOverAt, now)) {
      return State.HANDED_OVER;
    }
    return reached(pickedAt, now) ? State.PICKED : State.BOOKED;
  }

  Map<String, Object> body(Instant now) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("bookingId", id);
    body.put("orderId", orderId);
    body.put("trackingNumber", trackingNumber);
    body.put("estimatedDelivery", estimatedDelivery);
    body.put("state", state(now).word());
    if (state(now) == State.HANDED_OVER) {
      handedOverAt.ifPresent(at -> body.put("handedOverAt", at.toString()));
    }
    return body;
  }

  void insert(Transaction tx) throws SQLException {
    tx.update(
        "INSERT INTO bookings (id, order_id, tracking_number, estimated_delivery, picked_at,"
            + " handed_over_at) VALUES (?, ?, ?, ?, ?, ?)",
        id,
        orderId,
        trackingNumber,
        estimatedDelivery,
        millis(pickedAt),
        millis(handedOverAt));
  }

  static Optional<Booking> find(Transaction tx, String id) throws SQLException {
    return tx.first(
        "SELECT id, order_id, tracking_number, estimated_delivery, cancelled, picked_at,"
            + " handed_over_at FROM bookings WHERE id = ?",
        row ->
            new Booking(
                row.getString("id"),
                row.getString("order_id"),
                row.getString("tracking_number"),
                row.getString("estimated_delivery"),
                row.getInt("cancelled") != 0,
                instant(row, "picked_at"),
                instant(row, "handed_over_at")),
        id);
  }

  private static boolean reached(Optional<Instant> at, Instant now) {
    return at.isPresent() && !now.isBefore(at.get());
  }

  private static @Nullable Long millis(Optional<Instant> at) {
    return at.map(Instant::toEpochMilli).orElse(null);
  }

  private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
    long millis = row.getLong(column);
    return row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
  }
}
