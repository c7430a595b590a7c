package dev.sluice.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * Every way an order can end, through HTTP. What the run says is held against what took effect at
 * the providers. With {@code -Dsluice.record=DIR} each history is recorded as well.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Execution(ExecutionMode.CONCURRENT)
abstract class OrderEndings {

  private final TemporalKind engine;

  private @Nullable DevProcess dev;
  private Shop shop;
  private Http payment;
  private Recorder recorder;

  OrderEndings(TemporalKind engine) {
    this.engine = engine;
  }

  @BeforeAll
  void start(@TempDir Path folder) throws IOException {
    engine.orSkip();
    var config = TestConfig.in(Files.createDirectories(folder.resolve("config")), "8s");
    dev = DevProcess.start(engine, folder.resolve("data"), "--config", config.toString());
    payment =
        new Http(dev.gateway().get("/v1/about").body().path("sandbox").path("payment").asText());
    shop = dev.shop();
    recorder = Recorder.of(dev.gateway(), folder);
  }

  @AfterAll
  void stop() {
    if (dev != null) {
      dev.close();
    }
  }

  @Test
  void confirmed() {
    var order = Order.usual("confirmed");
    shop.place(order);

    var result = outcome(order, "confirmed");

    assertThat(result.path("transactionId").asText()).isNotBlank();
    assertThat(result.path("trackingNumber").asText()).isNotBlank();
    assertThat(result.path("estimatedDelivery").asText()).matches("\\d{4}-\\d\\d-\\d\\d");
    shop.ledgers().assertConfirmed(order);
    assertThat(shop.published(order))
        .containsSubsequence("order.placed", "order.reserved", "order.confirmed");
    recorder.record("confirmed", order);
  }

  @Test
  void outOfStock() {
    var order = Order.usual("out-of-stock").withSku("OUT-OF-STOCK");
    shop.place(order);

    assertThat(outcome(order, "refused").path("reason").asText()).isNotBlank();
    shop.ledgers().assertNothingLeft(order);
    assertThat(shop.published(order)).containsExactly("order.placed", "order.refused");
    recorder.record("out-of-stock", order);
  }

  @Test
  void declined() {
    var order = Order.usual("declined").withToken("tok_declined");
    shop.place(order);

    outcome(order, "refused");
    shop.ledgers().assertNothingLeft(order, "reserve", "release");
    recorder.record("declined", order);
  }

  @Test
  void undeliverable() {
    var order = Order.usual("undeliverable").withPostcode("UNDELIVERABLE");
    shop.place(order);

    outcome(order, "refused");
    shop.ledgers().assertNothingLeft(order, "reserve", "release", "authorise", "void");
    recorder.record("undeliverable", order);
  }

  @Test
  void aWrongTotalIsRefusedByTheRun() {
    var order = Order.usual("wrong-total").withTotal("11.00");
    shop.place(order);

    assertThat(outcome(order, "refused").path("reason").asText()).contains("total");
    shop.ledgers().assertNothingLeft(order);
    recorder.record("wrong-total", order);
  }

  @Test
  void approvedByAPerson() {
    var order = Order.usual("approved").withUnitPrice("500.00");
    shop.place(order);

    var task = shop.awaitTask(order.workflowId() + ":review");
    assertThat(task.path("data").path("orderId").asText()).isEqualTo(order.id());
    assertThat(task.path("data").path("total").asText()).isEqualTo("1000.00");
    assertThat(shop.ledgers().of(order)).as("no money moves before").containsExactly("reserve");
    assertThat(shop.decide(task.path("id").asText(), "approve", "known").status()).isEqualTo(200);

    outcome(order, "confirmed");
    shop.ledgers().assertConfirmed(order);
    var again = shop.decide(task.path("id").asText(), "reject", "too late");
    assertThat(again.status()).isEqualTo(409);
    recorder.record("approved", order);
  }

  @Test
  void rejectedByAPerson() {
    var order = Order.usual("rejected").withUnitPrice("500.00");
    shop.place(order);

    var task = shop.awaitTask(order.workflowId() + ":review");
    var notOffered = shop.decide(task.path("id").asText(), "perhaps", "");
    assertThat(notOffered.status()).isEqualTo(422);
    shop.decide(task.path("id").asText(), "reject", "looks odd");

    outcome(order, "refused");
    shop.ledgers().assertNothingLeft(order, "reserve", "release");
    recorder.record("rejected", order);
  }

  @Test
  void nobodyReviewed() {
    var order = Order.usual("review-timed-out").withUnitPrice("500.00");
    shop.place(order);

    outcome(order, "refused");
    shop.ledgers().assertNothingLeft(order, "reserve", "release");
  }

  @Test
  void cancelledBeforeBooking() {
    var order = Order.usual("cancelled-early").withToken("tok_slow_3");
    shop.place(order);
    shop.awaitStep(order, "authorise", "running");
    shop.cancel(order, "changed my mind");

    outcome(order, "cancelled");
    // The authorisation was under way: it either came about and was voided, or never was.
    if (shop.ledgers().of(order).contains("authorise")) {
      shop.ledgers().assertNothingLeft(order, "reserve", "release", "authorise", "void");
    } else {
      shop.ledgers().assertNothingLeft(order, "reserve", "release");
    }
    recorder.record("cancelled-before-booking", order);
  }

  @Test
  void cancelledWhileFollowing() {
    var order = Order.usual("cancelled-late").withPostcode("STUCK");
    shop.place(order);
    shop.awaitStep(order, "follow", "running");
    shop.cancel(order, "too slow");

    outcome(order, "cancelled");
    shop.ledgers()
        .assertNothingLeft(order, "reserve", "release", "authorise", "void", "book", "cancel");
    recorder.record("cancelled-while-following", order);
  }

  @Test
  void lostAnswersAreFoundDone() {
    var order = Order.usual("lost").withSku("LOST").withToken("tok_lost").withPostcode("LOST");
    shop.place(order);

    outcome(order, "confirmed");
    shop.ledgers().assertConfirmed(order);
    recorder.record("lost-answers", order);
  }

  @Test
  void aLostCaptureIsNotRepeated() {
    var order = Order.usual("capture-lost").withToken("tok_capture_lost");
    shop.place(order);

    outcome(order, "confirmed");
    shop.ledgers().assertConfirmed(order);
    recorder.record("capture-lost", order);
  }

  @Test
  @ResourceLock("bank") // It is healed for every order that there is.
  void aRefusedCaptureIsTriedAnewThenParkedThenTakenWhenAPersonSaysSo() {
    var order = Order.usual("capture-retried").withToken("tok_capture_refused");
    shop.place(order);

    var task = shop.awaitTask(order.workflowId() + ":capture");
    assertThat(task.path("data").path("step").asText()).isEqualTo("capture");
    // Authorised again by itself, and nothing refused is held.
    awaitLedger(order, "reserve", "authorise", "void", "authorise", "void", "book");
    payment.post("/admin/heal", "{}");
    assertThat(shop.decide(task.path("id").asText(), "retry", "").status()).isEqualTo(200);

    assertThat(outcome(order, "confirmed").path("transactionId").asText()).isNotBlank();
    awaitLedger(
        order, "reserve", "authorise", "void", "authorise", "void", "authorise", "capture", "book");
    assertThat(shop.published(order)).containsSubsequence("order.parked", "order.confirmed");
    recorder.record("capture-parked-and-resumed", order);
  }

  @Test
  @ResourceLock("bank") // It is healed for every order that there is.
  void aParkedCaptureMayBeSettledByHand() {
    var order = Order.usual("capture-settled").withToken("tok_capture_refused");
    shop.place(order);

    var task = shop.awaitTask(order.workflowId() + ":capture");
    assertThat(shop.decide(task.path("id").asText(), "settle", "").status())
        .as("who settles says how")
        .isEqualTo(422);
    assertThat(shop.decide(task.path("id").asText(), "settle", "paid in cash").status())
        .isEqualTo(200);

    var result = outcome(order, "confirmed");
    assertThat(result.path("transactionId").asText("")).as("nothing was captured").isBlank();
    assertThat(result.path("ledger").toString()).contains("settled", "paid in cash");
    awaitLedger(order, "reserve", "authorise", "void", "authorise", "void", "book");
    recorder.record("capture-parked-and-settled", order);
  }

  @Test
  void flakyProvidersAreTriedAgain() {
    var order =
        Order.usual("flaky").withSku("FLAKY-2").withToken("tok_flaky_2").withPostcode("FLAKY-2");
    shop.place(order);

    outcome(order, "confirmed");
    shop.ledgers().assertConfirmed(order);
    recorder.record("flaky", order);
  }

  /** In any order: a hold is voided beside what goes on. */
  private void awaitLedger(Order order, String... operations) {
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> assertThat(shop.ledgers().of(order)).containsExactlyInAnyOrder(operations));
  }

  private JsonNode outcome(Order order, String expected) {
    var result = shop.result(order);
    assertThat(result.path("outcome").asText()).as(result::toPrettyString).isEqualTo(expected);
    return result;
  }
}
