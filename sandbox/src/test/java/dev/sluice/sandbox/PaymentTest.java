package dev.sluice.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class PaymentTest extends SandboxCase {

  @Test
  void whatIsAuthorisedIsCapturedAndRefunded() throws IOException {
    var held = payment.post("/authorisations", "o1/authorise", charge("o1", "tok_visa"));
    String path = "/authorisations/" + held.text("authorisationId");
    var captured = payment.post(path + "/capture", "o1/capture", "{}");
    var refunded = payment.post(path + "/refund", "o1/refund", "");

    assertThat(held.status()).isEqualTo(201);
    assertThat(held.text("amount")).isEqualTo("12.00");
    assertThat(held.text("currency")).isEqualTo("EUR");
    assertThat(held.text("state")).isEqualTo("authorised");
    assertThat(captured.status()).isEqualTo(200);
    assertThat(captured.text("transactionId")).startsWith("txn_");
    assertThat(captured.text("state")).isEqualTo("captured");
    assertThat(refunded.status()).isEqualTo(200);
    assertThat(refunded.text("state")).isEqualTo("refunded");
    assertThat(payment.ledger("o1"))
        .isEqualTo("authorise:authorised capture:captured refund:refunded");
    assertThat(payment.get("/ledger?orderId=o1").body().get(1).path("amount").asText())
        .isEqualTo("12.00");
  }

  @Test
  void moneyMovesOnceUnderAnyKey() throws IOException {
    String path = "/authorisations/" + authorised("o1", "tok_visa") + "/capture";

    var first = payment.post(path, "o1/capture", "{}");
    var second = payment.post(path, "o1/capture-2", "{}");

    assertThat(second.body()).isEqualTo(first.body());
    assertThat(payment.ledger("o1")).isEqualTo("authorise:authorised capture:captured");
  }

  @Test
  void whatIsVoidedIsNotCaptured() throws IOException {
    String path = "/authorisations/" + authorised("o1", "tok_visa");

    assertThat(payment.post(path + "/void", "o1/void", "").text("state")).isEqualTo("voided");
    assertThat(payment.post(path + "/void", "o1/void-2", "").status()).isEqualTo(200);
    assertThat(payment.post(path + "/capture", "o1/capture", "").text("type"))
        .isEqualTo("captureRefused");
    assertThat(payment.post(path + "/refund", "o1/refund", "").status()).isEqualTo(409);
    assertThat(payment.ledger("o1")).isEqualTo("authorise:authorised void:voided");
  }

  @Test
  void whatIsCapturedIsNotVoided() throws IOException {
    String path = "/authorisations/" + authorised("o1", "tok_visa");
    payment.post(path + "/capture", "o1/capture", "");

    assertThat(payment.post(path + "/void", "o1/void", "").status()).isEqualTo(409);
  }

  @Test
  void aDeclinedTokenIsRefused() throws IOException {
    var got = payment.post("/authorisations", "o1/authorise", charge("o1", "tok_declined"));

    assertThat(got.status()).isEqualTo(402);
    assertThat(got.text("type")).isEqualTo("declined");
    assertThat(payment.ledger("o1")).isEmpty();
  }

  @Test
  void aLostCaptureWasDone() throws IOException {
    String path = "/authorisations/" + authorised("o1", "tok_capture_lost") + "/capture";

    assertThatThrownBy(() -> payment.post(path, "o1/capture", "{}"))
        .isInstanceOf(IOException.class);
    assertThat(payment.ledger("o1")).isEqualTo("authorise:authorised capture:captured");
    assertThat(payment.post(path, "o1/capture", "{}").text("state")).isEqualTo("captured");
    assertThat(payment.ledger("o1")).isEqualTo("authorise:authorised capture:captured");
  }

  @Test
  void aRefusedCaptureIsRefusedUnderEachAuthorisationUntilHealed() throws IOException {
    String first = "/authorisations/" + authorised("o1", "tok_capture_refused") + "/capture";
    String again =
        payment
            .post("/authorisations", "o1/authorise-2", charge("o1", "tok_capture_refused"))
            .text("authorisationId");
    String second = "/authorisations/" + again + "/capture";

    assertThat(payment.post(first, "o1/capture", "{}").text("type")).isEqualTo("captureRefused");
    assertThat(payment.post(second, "o1/capture-2", "{}").status()).isEqualTo(409);
    assertThat(payment.post(second, "o1/capture-2", "{}").status()).isEqualTo(409);

    assertThat(payment.post("/admin/heal", "", "").status()).isEqualTo(200);

    assertThat(payment.post(second, "o1/capture-2", "{}").text("state")).isEqualTo("captured");
  }

  @Test
  void aPersonsRetryMayAuthoriseOnceMoreAfterTheHealing() throws IOException {
    authorised("o1", "tok_capture_refused");
    payment.post("/admin/heal", "", "");
    String third =
        payment
            .post("/authorisations", "o1/authorise-3", charge("o1", "tok_capture_refused"))
            .text("authorisationId");

    assertThat(payment.post("/authorisations/" + third + "/capture", "o1/capture-3", "").status())
        .isEqualTo(200);
  }

  @Test
  void anUndoFailsUntilHealedAndThenWorksWithTheSameKey() throws IOException {
    String path = "/authorisations/" + authorised("o1", "tok_undo_fails") + "/void";

    assertThat(payment.post(path, "o1/void", "").status()).isEqualTo(500);
    restart();
    assertThat(payment.post(path, "o1/void", "").status()).isEqualTo(500);
    assertThat(payment.ledger("o1")).isEqualTo("authorise:authorised");

    payment.post("/admin/heal", "", "");
    restart();

    assertThat(payment.post(path, "o1/void", "").status()).isEqualTo(200);
    assertThat(payment.ledger("o1")).isEqualTo("authorise:authorised void:voided");
  }

  @Test
  void aHealingIsForTheOrdersThereAre() throws IOException {
    payment.post("/admin/heal", "", "");
    String path = "/authorisations/" + authorised("o1", "tok_undo_fails") + "/void";

    assertThat(payment.post(path, "o1/void", "").status()).isEqualTo(500);
  }
}
