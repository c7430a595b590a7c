package dev.sluice.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.sandbox.Caller.Got;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class IdempotencyTest extends SandboxCase {

  @Test
  void aRepeatAnswersAsTheFirstDidAlsoAfterARestart() throws IOException {
    Got first = payment.post("/authorisations", "o1/authorise", charge("o1", "tok_visa"));
    restart();
    Got second = payment.post("/authorisations", "o1/authorise", charge("o1", "tok_visa"));

    assertThat(second.status()).isEqualTo(201);
    assertThat(second.body()).isEqualTo(first.body());
    assertThat(payment.ledger("o1")).isEqualTo("authorise:authorised");
  }

  @Test
  void spacesAndTheOrderOfFieldsAreNoOtherBody() throws IOException {
    payment.post("/authorisations", "k", charge("o1", "tok_visa"));

    Got got =
        payment.post(
            "/authorisations",
            "k",
            """
            {"token": "tok_visa", "currency": "EUR", "amount": "12.00", "orderId": "o1"}""");

    assertThat(got.status()).isEqualTo(201);
  }

  @Test
  void anotherBodyOrAnotherCallUnderAKeyIsAConflict() throws IOException {
    String id = authorised("o1", "tok_visa");

    Got body = payment.post("/authorisations", "o1/authorise", charge("o1", "tok_other"));
    Got call = payment.post("/authorisations/" + id + "/capture", "o1/authorise", "{}");

    assertThat(body.status()).isEqualTo(422);
    assertThat(body.text("type")).isEqualTo("idempotency-conflict");
    assertThat(call.status()).isEqualTo(422);
    assertThat(payment.ledger("o1")).isEqualTo("authorise:authorised");
  }

  @Test
  void aLookUpTellsWhatBecameOfAKey() throws IOException {
    assertThat(shipping.get("/bookings?key=o1/book").text("state")).isEqualTo("absent");
    Got booked = shipping.post("/bookings", "o1/book", booking("o1", "10115"));
    shipping.post("/bookings", "o2/book", booking("o2", "UNDELIVERABLE"));

    Got done = shipping.get("/bookings?key=o1/book");
    Got refused = shipping.get("/bookings?key=o2/book");

    assertThat(done.text("state")).isEqualTo("done");
    assertThat(done.body().path("result")).isEqualTo(booked.body());
    assertThat(refused.text("state")).isEqualTo("refused");
    assertThat(refused.body().path("result").path("type").asText()).isEqualTo("undeliverable");
  }

  @Test
  void manyAtOnceUnderOneKeyAreOneEffect() throws Exception {
    List<Callable<Got>> calls = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      calls.add(() -> payment.post("/authorisations", "o1/authorise", charge("o1", "tok_visa")));
    }
    ExecutorService threads = Executors.newFixedThreadPool(16);
    List<Got> answers = new ArrayList<>();
    try {
      for (Future<Got> answer : threads.invokeAll(calls)) {
        answers.add(answer.get());
      }
    } finally {
      threads.shutdownNow();
    }

    // How many meet the first while it is at work is a matter of luck.
    List<JsonNode> done =
        answers.stream().filter(got -> got.status() == 201).map(Got::body).toList();
    List<Got> others = answers.stream().filter(got -> got.status() != 201).toList();
    assertThat(done.stream().distinct()).hasSize(1);
    assertThat(others)
        .allMatch(got -> got.status() == 409 && got.text("type").equals("in-progress"));
    assertThat(payment.ledger("o1")).isEqualTo("authorise:authorised");
  }

  @Test
  void aStockIsNeverSoldTwice() throws Exception {
    List<Callable<Integer>> calls = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      String order = "o" + i;
      calls.add(
          () ->
              inventory
                  .post("/reservations", order + "/reserve", reservation(order, "STOCK-10"))
                  .status());
    }
    ExecutorService threads = Executors.newFixedThreadPool(8);
    List<Integer> answers = new ArrayList<>();
    try {
      for (Future<Integer> answer : threads.invokeAll(calls)) {
        answers.add(answer.get());
      }
    } finally {
      threads.shutdownNow();
    }

    assertThat(answers.stream().collect(Collectors.groupingBy(s -> s, Collectors.counting())))
        .containsEntry(201, 5L)
        .containsEntry(409, 35L);
  }
}
