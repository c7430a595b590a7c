package dev.sluice.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class MagicTest extends SandboxCase {

  @Test
  void flakyFailsSoOftenForEachKeyAlsoAcrossARestart() throws IOException {
    String body = reservation("o1", "FLAKY-2");

    assertThat(inventory.post("/reservations", "o1/reserve", body).status()).isEqualTo(503);
    assertThat(inventory.get("/reservations?key=o1/reserve").text("state")).isEqualTo("absent");
    restart();
    assertThat(inventory.post("/reservations", "o1/reserve", body).status()).isEqualTo(503);
    assertThat(inventory.post("/reservations", "o1/reserve", body).status()).isEqualTo(201);
    assertThat(inventory.post("/reservations", "o1/other", body).status()).isEqualTo(503);
    assertThat(inventory.ledger("o1")).isEqualTo("reserve:reserved");
  }

  @Test
  void flakyIsKnownToAllThree() throws IOException {
    assertThat(payment.post("/authorisations", "o1/a", charge("o1", "tok_flaky_1")).status())
        .isEqualTo(503);
    assertThat(payment.post("/authorisations", "o1/a", charge("o1", "tok_flaky_1")).status())
        .isEqualTo(201);
    assertThat(shipping.post("/bookings", "o1/b", booking("o1", "FLAKY-1")).status())
        .isEqualTo(503);
    assertThat(shipping.post("/bookings", "o1/b", booking("o1", "FLAKY-1")).status())
        .isEqualTo(201);
  }

  @Test
  void lostWorksAndDropsTheFirstAnswerOnly() throws IOException {
    assertThatThrownBy(() -> reserved("o1", "LOST")).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> authorised("o1", "tok_lost")).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> booked("o1", "LOST")).isInstanceOf(IOException.class);

    var found = inventory.get("/reservations?key=o1/reserve");
    assertThat(found.text("state")).isEqualTo("done");
    restart();
    assertThat(reserved("o1", "LOST"))
        .isEqualTo(found.body().path("result").path("reservationId").asText());
    assertThat(authorised("o1", "tok_lost")).startsWith("aut_");
    assertThat(booked("o1", "LOST")).startsWith("bkg_");
    assertThat(inventory.ledger("o1")).isEqualTo("reserve:reserved");
    assertThat(payment.ledger("o1")).isEqualTo("authorise:authorised");
    assertThat(shipping.ledger("o1")).isEqualTo("book:booked");
  }

  @Test
  void slowIsInProgressUntilItIsDone() throws IOException {
    String body = charge("o1", "tok_slow_2");
    CompletableFuture<Integer> first =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return payment.post("/authorisations", "o1/authorise", body).status();
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            });
    Awaitility.await()
        .until(
            () ->
                payment.get("/authorisations?key=o1/authorise").text("state").equals("inProgress"));

    var second = payment.post("/authorisations", "o1/authorise", body);

    assertThat(second.status()).isEqualTo(409);
    assertThat(second.text("type")).isEqualTo("in-progress");
    assertThat(second.headers().get("Retry-After")).isEqualTo("1");
    assertThat(payment.ledger("o1")).isEmpty();
    assertThat(payment.post("/authorisations", "o1/authorise", charge("o2", "tok_x")).status())
        .isEqualTo(422);
    assertThat(first).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(201);
    assertThat(payment.get("/authorisations?key=o1/authorise").text("state")).isEqualTo("done");
    assertThat(payment.ledger("o1")).isEqualTo("authorise:authorised");
  }
}
