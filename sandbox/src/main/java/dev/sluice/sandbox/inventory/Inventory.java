package dev.sluice.sandbox.inventory;

import dev.sluice.sandbox.fault.Magic;
import dev.sluice.sandbox.hash.Sha256;
import dev.sluice.sandbox.provider.Answer;
import dev.sluice.sandbox.provider.Change;
import dev.sluice.sandbox.provider.Incoming;
import dev.sluice.sandbox.provider.Json;
import dev.sluice.sandbox.provider.Line;
import dev.sluice.sandbox.provider.Provider;
import dev.sluice.sandbox.provider.Routes;
import dev.sluice.sandbox.store.Ledger;
import dev.sluice.sandbox.store.Store;
import dev.sluice.sandbox.store.Transaction;
import io.javalin.http.HandlerType;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The warehouse: reserves all items of an order or none, for a time; then the reservation is
 * committed, released, or expires by the clock. Stock is without end, but {@code OUT-OF-STOCK} has
 * none and {@code STOCK-n} (or {@code STOCK-n-name}) has n.
 */
public final class Inventory implements Provider {

  private final Clock clock;
  private final Duration hold;

  public Inventory(Clock clock, Duration hold) {
    this.clock = clock;
    this.hold = hold;
  }

  @Override
  public String name() {
    return "inventory";
  }

  @Override
  public void routes(Routes routes, Store store) {
    routes
        .change(HandlerType.POST, "/reservations", "reserve", this::reserve)
        .change(HandlerType.POST, "/reservations/{id}/commit", "commit", this::commit)
        .change(HandlerType.DELETE, "/reservations/{id}", "release", this::release)
        .lookUp("/reservations");
  }

  private Change reserve(Incoming call) {
    String orderId = call.body().text("orderId");
    List<Line> items = Line.list(call.body());
    Magic magic = Magic.of(items.stream().map(Line::sku));
    return new Change(magic, (tx, key) -> reserve(tx, key, orderId, items).losing(magic.lost()));
  }

  private Answer reserve(Transaction tx, String key, String orderId, List<Line> items)
      throws SQLException {
    Instant now = clock.instant();
    Map<String, Long> wanted = new LinkedHashMap<>();
    items.forEach(line -> wanted.merge(line.sku(), (long) line.quantity(), Long::sum));
    for (var line : wanted.entrySet()) {
      Optional<Long> stock = Stock.of(line.getKey());
      if (stock.isPresent() && held(tx, line.getKey(), now) + line.getValue() > stock.get()) {
        return Answer.refusal(
            409, "outOfStock", "Out of stock", "there is not enough of " + line.getKey());
      }
    }
    String id = Sha256.id("res", key);
    Instant expires = now.plus(hold);
    tx.update(
        "INSERT INTO reservations (id, order_id, state, expires_at) VALUES (?, ?, 'reserved', ?)",
        id,
        orderId,
        expires.toEpochMilli());
    for (var line : wanted.entrySet()) {
      tx.update(
          "INSERT INTO reserved_items (reservation_id, sku, quantity) VALUES (?, ?, ?)",
          id,
          line.getKey(),
          line.getValue());
    }
    Ledger.add(
        tx,
        new Ledger.Effect("reserve", orderId, key, id, null, Json.write(items), "reserved", now));
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("reservationId", id);
    body.put("orderId", orderId);
    body.put("state", "reserved");
    body.put("expiresAt", expires.toString());
    return Answer.of(201, body);
  }

  private Change commit(Incoming call) {
    return new Change(Magic.NONE, (tx, key) -> commit(tx, call.thing()));
  }

  private Answer commit(Transaction tx, String id) throws SQLException {
    Optional<Reservation> found = find(tx, id);
    if (found.isEmpty()) {
      return Answer.unknown("reservation", id);
    }
    State state = found.get().at(clock.instant());
    if (state == State.RELEASED || state == State.EXPIRED) {
      return Answer.refusal(
          409, "notReserved", "Not reserved", "the reservation is " + state.word());
    }
    if (state == State.RESERVED) {
      tx.update("UPDATE reservations SET state = 'committed' WHERE id = ?", id);
      Ledger.turn(tx, "reserve", id, "committed");
    }
    return Answer.of(200, Map.of("reservationId", id, "state", "committed"));
  }

  private Change release(Incoming call) {
    return new Change(Magic.NONE, (tx, key) -> release(tx, key, call.thing()));
  }

  private Answer release(Transaction tx, String key, String id) throws SQLException {
    Optional<Reservation> found = find(tx, id);
    if (found.isEmpty()) {
      return Answer.unknown("reservation", id);
    }
    Instant now = clock.instant();
    State state = found.get().at(now);
    if (state == State.COMMITTED) {
      return Answer.refusal(
          409, "committed", "Committed", "a committed reservation cannot be released");
    }
    if (state == State.RESERVED) {
      tx.update("UPDATE reservations SET state = 'released' WHERE id = ?", id);
      Ledger.add(
          tx,
          new Ledger.Effect(
              "release",
              found.get().orderId(),
              key,
              id,
              null,
              Ledger.itemsOf(tx, "reserve", id),
              "released",
              now));
    }
    return Answer.of(200, Map.of("reservationId", id, "state", "released"));
  }

  private static long held(Transaction tx, String sku, Instant now) throws SQLException {
    return tx.first(
            "SELECT COALESCE(SUM(i.quantity), 0) AS held FROM reserved_items i"
                + " JOIN reservations r ON r.id = i.reservation_id WHERE i.sku = ?"
                + " AND (r.state = 'committed' OR (r.state = 'reserved' AND r.expires_at > ?))",
            row -> row.getLong("held"),
            sku,
            now.toEpochMilli())
        .orElse(0L);
  }

  private static Optional<Reservation> find(Transaction tx, String id) throws SQLException {
    return tx.first(
        "SELECT order_id, state, expires_at FROM reservations WHERE id = ?",
        row ->
            new Reservation(
                row.getString("order_id"),
                State.of(row.getString("state")),
                Instant.ofEpochMilli(row.getLong("expires_at"))),
        id);
  }
}
