package dev.sluice.sandbox.payment;

import dev.sluice.sandbox.fault.Magic;
import dev.sluice.sandbox.hash.Sha256;
import dev.sluice.sandbox.provider.Answer;
import dev.sluice.sandbox.provider.Change;
import dev.sluice.sandbox.provider.Incoming;
import dev.sluice.sandbox.provider.Problem;
import dev.sluice.sandbox.provider.Provider;
import dev.sluice.sandbox.provider.Routes;
import dev.sluice.sandbox.store.Answers;
import dev.sluice.sandbox.store.Ledger;
import dev.sluice.sandbox.store.Store;
import dev.sluice.sandbox.store.Transaction;
import io.javalin.http.HandlerType;
import java.sql.SQLException;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The bank: an authorisation holds money; it is captured or voided, and what was captured can be
 * refunded. Each of the four that was done already answers 200 again and moves nothing. Magic
 * tokens decide what goes wrong, until {@code POST /admin/heal}.
 */
public final class Payment implements Provider {

  private static final Pattern AMOUNT = Pattern.compile("\\d{1,12}(\\.\\d{1,4})?");
  private static final Pattern CURRENCY = Pattern.compile("[A-Z]{3}");

  private final Clock clock;

  public Payment(Clock clock) {
    this.clock = clock;
  }

  @Override
  public String name() {
    return "payment";
  }

  @Override
  public void routes(Routes routes, Store store) {
    routes
        .change(HandlerType.POST, "/authorisations", "authorise", this::authorise)
        .change(HandlerType.POST, "/authorisations/{id}/capture", "capture", this::capture)
        .change(HandlerType.POST, "/authorisations/{id}/void", "void", this::undoByVoid)
        .change(HandlerType.POST, "/authorisations/{id}/refund", "refund", this::refund)
        .lookUp("/authorisations")
        .plain(HandlerType.POST, "/admin/heal", ctx -> store.write(this::heal));
  }

  private Change authorise(Incoming call) {
    String orderId = call.body().text("orderId");
    String amount =
        call.body().matching("amount", AMOUNT, "a decimal number in a text, such as \"12.00\"");
    String currency =
        call.body().matching("currency", CURRENCY, "three capital letters, such as \"EUR\"");
    String token = call.body().text("token");
    Magic magic = Magic.of(token);
    return new Change(
        magic,
        (tx, key) ->
            authorise(tx, key, new Charge(orderId, amount, currency, token)).losing(magic.lost()));
  }

  private Answer authorise(Transaction tx, String key, Charge charge) throws SQLException {
    if (charge.token().equals("tok_declined")) {
      return Answer.refusal(402, "declined", "Declined", "the payment was declined");
    }
    String id = Sha256.id("aut", key);
    tx.update(
        "INSERT INTO authorisations (id, order_id, amount, currency, token, state)"
            + " VALUES (?, ?, ?, ?, ?, 'authorised')",
        id,
        charge.orderId(),
        charge.amount(),
        charge.currency(),
        charge.token());
    enter(tx, "authorise", key, id, charge, "authorised");
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("authorisationId", id);
    body.put("orderId", charge.orderId());
    body.put("amount", charge.amount());
    body.put("currency", charge.currency());
    body.put("state", "authorised");
    return Answer.of(201, body);
  }

  private Change capture(Incoming call) {
    return new Change(Magic.NONE, (tx, key) -> capture(tx, key, call.thing()));
  }

  private Answer capture(Transaction tx, String key, String id) throws SQLException {
    Optional<Authorisation> found = Authorisation.find(tx, id);
    if (found.isEmpty()) {
      return Answer.unknown("authorisation", id);
    }
    Authorisation held = found.get();
    return switch (held.state()) {
      case CAPTURED -> captured(id, held.transactionId());
      case VOIDED, REFUNDED ->
          Answer.refusal(
              409,
              "captureRefused",
              "Capture refused",
              "the authorisation is " + held.state().word());
      case AUTHORISED -> {
        if (held.charge().token().equals("tok_capture_refused")
            && !isHealed(tx, held.charge().orderId())) {
          yield Answer.refusal(
              409,
              "captureRefused",
              "Capture refused",
              "the bank does not let this capture through");
        }
        String transactionId = Sha256.id("txn", key);
        tx.update(
            "UPDATE authorisations SET state = 'captured', transaction_id = ? WHERE id = ?",
            transactionId,
            id);
        enter(tx, "capture", key, id, held.charge(), "captured");
        yield captured(id, transactionId).losing(held.charge().token().equals("tok_capture_lost"));
      }
    };
  }

  private Change undoByVoid(Incoming call) {
    return new Change(Magic.NONE, (tx, key) -> undoByVoid(tx, key, call.thing()));
  }

  private Answer undoByVoid(Transaction tx, String key, String id) throws SQLException {
    Optional<Authorisation> found = Authorisation.find(tx, id);
    if (found.isEmpty()) {
      return Answer.unknown("authorisation", id);
    }
    Authorisation held = found.get();
    failUndo(tx, held.charge());
    if (held.state() == State.CAPTURED || held.state() == State.REFUNDED) {
      return Answer.refusal(
          409, "captured", "Captured", "what was captured is refunded, not voided");
    }
    if (held.state() == State.AUTHORISED) {
      tx.update("UPDATE authorisations SET state = 'voided' WHERE id = ?", id);
      enter(tx, "void", key, id, held.charge(), "voided");
    }
    return Answer.of(200, Map.of("authorisationId", id, "state", "voided"));
  }

  private Change refund(Incoming call) {
    return new Change(Magic.NONE, (tx, key) -> refund(tx, key, call.thing()));
  }

  private Answer refund(Transaction tx, String key, String id) throws SQLException {
    Optional<Authorisation> found = Authorisation.find(tx, id);
    if (found.isEmpty()) {
      return Answer.unknown("authorisation", id);
    }
    Authorisation held = found.get();
    failUndo(tx, held.charge());
    return switch (held.state()) {
      case REFUNDED -> refunded(id, held.refundId());
      case AUTHORISED, VOIDED ->
          Answer.refusal(
              409, "notCaptured", "Not captured", "the authorisation is " + held.state().word());
      case CAPTURED -> {
        String refundId = Sha256.id("txn", key);
        tx.update(
            "UPDATE authorisations SET state = 'refunded', refund_id = ? WHERE id = ?",
            refundId,
            id);
        enter(tx, "refund", key, id, held.charge(), "refunded");
        yield refunded(id, refundId);
      }
    };
  }

  /**
   * Heals the orders there are, not the ones to come, so that one test does not heal another. Their
   * refused captures are forgotten, so that the same key can go through.
   */
  private Object heal(Transaction tx) throws SQLException {
    int healed =
        tx.update(
            "INSERT OR IGNORE INTO healed_orders (order_id)"
                + " SELECT DISTINCT order_id FROM authorisations"
                + " WHERE token IN ('tok_undo_fails', 'tok_capture_refused')");
    Answers.forgetRefused(tx, "capture");
    return Map.of("healedOrders", healed);
  }

  private static void failUndo(Transaction tx, Charge charge) throws SQLException {
    if (charge.token().equals("tok_undo_fails") && !isHealed(tx, charge.orderId())) {
      throw Problem.of(500, "internal", "The bank fails", "it does until POST /admin/heal");
    }
  }

  private static boolean isHealed(Transaction tx, String orderId) throws SQLException {
    return tx.first(
            "SELECT 1 AS one FROM healed_orders WHERE order_id = ?",
            row -> row.getInt("one"),
            orderId)
        .isPresent();
  }

  private void enter(Transaction tx, String op, String key, String id, Charge charge, String state)
      throws SQLException {
    Ledger.add(
        tx,
        new Ledger.Effect(
            op, charge.orderId(), key, id, charge.amount(), null, state, clock.instant()));
  }

  private static Answer captured(String id, String transactionId) {
    return Answer.of(
        200, Map.of("authorisationId", id, "transactionId", transactionId, "state", "captured"));
  }

  private static Answer refunded(String id, String transactionId) {
    return Answer.of(
        200, Map.of("authorisationId", id, "transactionId", transactionId, "state", "refunded"));
  }
}
