package dev.sluice.proof;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What comes to the door at the same time, or should not have come at all. */
class DoorIT {

  @TempDir static Path folder;

  private static DevProcess dev;
  private static Http gateway;
  private static Shop shop;

  @BeforeAll
  static void start() {
    dev = DevProcess.start(TemporalKind.inProcess, folder);
    gateway = dev.gateway();
    shop = dev.shop();
  }

  @AfterAll
  static void stop() {
    dev.close();
  }

  @Test
  void aThousandEqualPostsAreOneEventAndOneOrder() throws Exception {
    var order = Order.usual("thousand");
    var posts = new ArrayList<Callable<Http.Answer>>();
    for (int i = 0; i < 1000; i++) {
      posts.add(() -> gateway.post("/v1/events", order.event()));
    }
    var threads = Executors.newFixedThreadPool(100);
    var answers = new ArrayList<Http.Answer>();
    try {
      for (Future<Http.Answer> answer : threads.invokeAll(posts)) {
        answers.add(answer.get());
      }
    } finally {
      threads.shutdownNow();
    }

    assertThat(answers).allMatch(answer -> answer.status() == 202);
    var eids = new HashSet<String>();
    answers.forEach(answer -> eids.add(answer.body().path("eid").asText()));
    assertThat(eids).hasSize(1);
    assertThat(answers)
        .filteredOn(answer -> answer.body().path("duplicate").asBoolean())
        .hasSize(999);
    assertThat(shop.result(order).path("outcome").asText()).isEqualTo("confirmed");
    shop.ledgers().assertConfirmed(order);
    assertThat(
            gateway.get("/v1/events?type=order.placed&subject=" + order.id()).body().path("items"))
        .hasSize(1);
  }

  @Test
  void theSameIdWithOtherContentIsRefused() {
    var order = Order.usual("conflict");
    shop.place(order);

    var answer = gateway.post("/v1/events", order.withSku("TEA-2").event());

    assertThat(answer.status()).isEqualTo(422);
    assertProblem(answer);
    assertThat(shop.result(order).path("outcome").asText()).isEqualTo("confirmed");
  }

  @Test
  void noJson() {
    refuses(400, "application/json", "hello");
  }

  @Test
  void anEmptyBody() {
    refuses(400, "application/json", "");
  }

  @Test
  void aWrongType() {
    refusesField(
        Order.usual("bad").event().replace("\"quantity\": 2", "\"quantity\": \"two\""),
        "/quantity");
  }

  @Test
  void aNegativeQuantity() {
    refusesField(
        Order.usual("bad").event().replace("\"quantity\": 2", "\"quantity\": -2"), "/quantity");
  }

  @Test
  void anUnknownCurrency() {
    refusesField(Order.usual("bad").event().replace("EUR", "EURO"), "/currency");
  }

  @Test
  void noItems() {
    refusesField(Order.usual("bad").event().replaceAll("\\[\\{\"sku.*}]", "[]"), "/items");
  }

  @Test
  void twoMegabytes() {
    var padding = "x".repeat(2 * 1024 * 1024);
    refuses(413, "application/json", Order.usual("bad").event().replace("Ada", padding));
  }

  @Test
  void aHundredThousandBrackets() {
    refuses(400, "application/json", "[".repeat(100_000));
    refuses(
        400, "application/json", "{\"type\": \"order.placed\", \"data\": " + "[".repeat(100_000));
  }

  @Test
  void aKeyTwice() {
    refuses(
        400,
        "application/json",
        Order.usual("bad").event().replace("\"currency\"", "\"total\": \"1.00\", \"currency\""));
  }

  @Test
  void plainText() {
    refuses(415, "text/plain", Order.usual("bad").event());
  }

  private static void refusesField(String event, String pointer) {
    var answer = refuses(422, "application/json", event);
    var pointers = new ArrayList<String>();
    answer.body().path("errors").forEach(error -> pointers.add(error.path("pointer").asText()));
    assertThat(pointers).anyMatch(each -> each.endsWith(pointer));
  }

  private static Http.Answer refuses(int status, String contentType, String body) {
    var before = gateway.get("/v1/runs?limit=100").body().path("items").size();

    var answer = gateway.post("/v1/events", contentType, body.getBytes(UTF_8));

    assertThat(answer.status()).as(() -> answer.body().toPrettyString()).isEqualTo(status);
    assertProblem(answer);
    assertThat(gateway.get("/v1/runs?limit=100").body().path("items").size())
        .as("nothing is started")
        .isEqualTo(before);
    return answer;
  }

  private static void assertProblem(Http.Answer answer) {
    assertThat(answer.headers().get("Content-Type")).startsWith("application/problem+json");
    assertThat(answer.body().path("type").asText()).isNotBlank();
    assertThat(answer.body().path("title").asText()).isNotBlank();
    assertThat(answer.body().path("status").asInt()).isEqualTo(answer.status());
    assertThat(answer.body().toString()).doesNotContain("Exception", "at dev.sluice");
  }
}
