package dev.sluice.sandbox.shipping;

import dev.sluice.sandbox.fault.Magic;
import dev.sluice.sandbox.hash.Sha256;
import dev.sluice.sandbox.provider.Answer;
import dev.sluice.sandbox.provider.Change;
import dev.sluice.sandbox.provider.Fields;
import dev.sluice.sandbox.provider.Incoming;
import dev.sluice.sandbox.provider.Json;
import dev.sluice.sandbox.provider.Line;
import dev.sluice.sandbox.provider.Problem;
import dev.sluice.sandbox.provider.Provider;
import dev.sluice.sandbox.provider.Routes;
import dev.sluice.sandbox.store.Ledger;
import dev.sluice.sandbox.store.Store;
import dev.sluice.sandbox.store.Transaction;
import io.javalin.http.HandlerType;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The carrier: a booking is picked and handed over at times fixed when it was booked, so that
 * progress is the clock's alone and survives a restart. It can be cancelled until it is handed
 * over.
 */
public final class Shipping implements Provider {

  private static final int DAYS_TO_DELIVERY = 3;
  private static final int TRACKING_DIGITS = 12;

  private final Clock clock;
  private final Pace pace;

  public Shipping(Clock clock, Pace pace) {
    this.clock = clock;
    this.pace = pace;
  }

  @Override
  public String name() {
    return "shipping";
  }

  @Override
  public void routes(Routes routes, Store store) {
    routes
        .change(HandlerType.POST, "/bookings", "book", this::book)
        .change(HandlerType.DELETE, "/bookings/{id}", "cancel", this::cancel)
        .lookUp("/bookings")
        .read("/bookings/{id}", "show", ctx -> show(store, ctx.pathParam("id")));
  }

  private Change book(Incoming call) {
    String orderId = call.body().text("orderId");
    List<Line> items = Line.list(call.body());
    Fields shipTo = call.body().object("shipTo");
    String postcode = shipTo.text("postcode");
    shipTo.optionalText("name");
    shipTo.optionalText("city");
    shipTo.optionalText("country");
    Magic magic = Magic.of(postcode);
    return new Change(
        magic, (tx, key) -> book(tx, key, orderId, postcode, items).losing(magic.lost()));
  }

  private Answer book(Transaction tx, String key, String orderId, String postcode, List<Line> items)
      throws SQLException {
    if (postcode.equals("UNDELIVERABLE")) {
      return Answer.refusal(
          422, "undeliverable", "Undeliverable", "no carrier goes to this postcode");
    }
    Instant now = clock.instant();
    boolean stuck = postcode.equals("STUCK");
    Booking booking =
        new Booking(
            Sha256.id("bkg", key),
            orderId,
            "SLC"
                + Sha256.hex("tracking " + key)
                    .substring(0, TRACKING_DIGITS)
                    .toUpperCase(Locale.ROOT),
            now.atZone(ZoneOffset.UTC).toLocalDate().plusDays(DAYS_TO_DELIVERY).toString(),
            false,
            stuck ? Optional.empty() : Optional.of(now.plus(pace.picked())),
            stuck ? Optional.empty() : Optional.of(now.plus(pace.handedOver())));
    booking.insert(tx);
    Ledger.add(
        tx,
        new Ledger.Effect(
            "book", orderId, key, booking.id(), null, Json.write(items), "booked", now));
    return Answer.of(201, booking.body(now));
  }

  private Change cancel(Incoming call) {
    return new Change(Magic.NONE, (tx, key) -> cancel(tx, key, call.thing()));
  }

  private Answer cancel(Transaction tx, String key, String id) throws SQLException {
    Optional<Booking> found = Booking.find(tx, id);
    if (found.isEmpty()) {
      return Answer.unknown("booking", id);
    }
    Instant now = clock.instant();
    Booking booking = found.get();
    if (booking.state(now) == State.HANDED_OVER) {
      return Answer.refusal(
          409, "handedOver", "Handed over", "the parcel is with the carrier already");
    }
    if (booking.state(now) != State.CANCELLED) {
      tx.update("UPDATE bookings SET cancelled = 1 WHERE id = ?", id);
      Ledger.add(
          tx,
          new Ledger.Effect(
              "cancel",
              booking.orderId(),
              key,
              id,
              null,
              Ledger.itemsOf(tx, "book", id),
              "cancelled",
              now));
    }
    return Answer.of(200, Map.of("bookingId", id, "state", "cancelled"));
  }

  private Object show(Store store, String id) {
    return store
        .read(tx -> Booking.find(tx, id))
        .orElseThrow(() -> Problem.of(404, "not-found", "Not found", "there is no booking " + id))
        .body(clock.instant());
  }
}
