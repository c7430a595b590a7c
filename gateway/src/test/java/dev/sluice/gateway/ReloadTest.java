package dev.sluice.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.gateway.config.Config;
import dev.sluice.gateway.edge.Http;
import dev.sluice.gateway.edge.Http.Answer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The configuration of a running gateway is changed, over HTTP and without a Temporal. */
@SuppressWarnings("NullAway.Init") // Each test starts its own.
class ReloadTest {

  private static final String SECRET = "a-secret-of-the-door-1234";

  @TempDir private Path folder;
  private final AtomicInteger delivered = new AtomicInteger();
  private TestGateway gateway;
  private Http http;

  private void start(String yaml) {
    gateway = TestGateway.start(folder, yaml, Clock.systemUTC());
    http = gateway.http();
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  @Test
  void aChangedFileTakesEffectByItself() throws IOException {
    start(publishing("before"));
    assertThat(routes(post("x"))).containsExactly("before");

    write(publishing("after"));
    awaitRoutes("after");
    assertThat(routes(post("x"))).containsExactly("after");
    assertThat(configuration().has("refused")).isFalse();
    assertThat(http.get("/metrics").body())
        .contains("sluice_config_loads_total{result=\"loaded\"} 1.0");
  }

  /** Whoever starts a gateway reads the file first, and has more to do before it starts. */
  @Test
  void aFileThatChangedSinceItWasReadIsTakenAsItIs() throws IOException {
    write(publishing("before"));
    Config read = TestGateway.config(folder.resolve("sluice.yaml"));
    write(publishing("after"));
    gateway = TestGateway.start(folder, read);
    http = gateway.http();
    awaitRoutes("after");
    assertThat(routes(post("x"))).containsExactly("after");
  }

  @Test
  void aFileThatIsReplacedByAnotherIsSeen() throws IOException {
    start(publishing("before"));
    Path other = Files.writeString(folder.resolve("sluice.yaml.new"), publishing("after"));
    Files.move(other, folder.resolve("sluice.yaml"), StandardCopyOption.REPLACE_EXISTING);
    awaitRoutes("after");
  }

  @Test
  void aBrokenFileKeepsTheOneBeforeAndSaysSo() throws IOException {
    start(publishing("before"));
    write(publishing("after") + "rotues: []\n");
    await().until(() -> configuration().has("refused"));
    assertThat(configuration().at("/refused/errors/0").asText())
        .contains("sluice.yaml:3:", "there is no key 'rotues' here (did you mean 'routes'?)");
    JsonNode ready = http.get("/health/ready").json();
    assertThat(ready.get("status").asText()).isEqualTo("degraded");
    assertThat(ready.get("configuration").asText()).isEqualTo("refused");
    assertThat(ready.get("configurationDetail").asText())
        .contains("/v1/about")
        .doesNotContain("rotues", "sluice.yaml");
    assertThat(http.get("/metrics").body()).contains("sluice_config_refused 1.0");
    assertThat(routes(post("x"))).containsExactly("before");

    write(publishing("before"));
    await().until(() -> !configuration().has("refused"));
    assertThat(http.get("/health/ready").json().get("configuration").asText()).isEqualTo("current");
  }

  @Test
  void aSchemaThatIsAddedIsHeeded() throws IOException {
    Path schemas = Files.createDirectories(folder.resolve("schemas").resolve("order.placed"));
    start("schemas: ./schemas\n" + publishing("r"));
    assertThat(post("order.placed").status()).isEqualTo(202);

    Files.writeString(schemas.resolve("1.json"), "{\"type\": \"object\", \"required\": [\"id\"]}");
    await().until(() -> post("order.placed").status() == 422);

    Files.writeString(schemas.resolve("1.json"), "{\"type\": 7}");
    await().until(() -> configuration().has("refused"));
    assertThat(post("order.placed").status()).isEqualTo(422);
  }

  @Test
  void aSecretThatIsReplacedInItsFileIsTaken() throws IOException {
    Files.writeString(folder.resolve("key"), SECRET);
    start("access: {keys: [{name: k, key: 'file:key', roles: [admin]}]}\n" + publishing("r"));
    assertThat(with(SECRET).status()).isEqualTo(200);
    Files.writeString(folder.resolve("key"), SECRET + "-next");
    await().until(() -> with(SECRET + "-next").status() == 200);
    assertThat(with(SECRET).status()).isEqualTo(401);
  }

  @Test
  void whatARemovedRouteHoldsIsSaidAndIsADeadLetterInTheEnd() throws IOException {
    start(
        """
        routes:
          - {name: gone, on: x, start: {workflow: W, taskQueue: q, id: 'w-${event.id}'}}
          - {name: stays, on: x, publish: {type: y}}
        """);
    Answer answer = post("x");
    write(publishing("stays"));
    awaitRoutes("stays", "gone");
    assertThat(configuration().at("/notes/0").asText())
        .contains("The route gone is gone, and 1 events that it holds");
    JsonNode gone = http.get("/v1/routes/gone").json();
    assertThat(gone.get("state").asText()).isEqualTo("removed");
    assertThat(gone.get("held").asInt()).isEqualTo(1);

    gateway.close();
    start(publishing("stays"));
    await().until(() -> verdict(answer, 0).get("reason").asText().equals("routeGone"));
  }

  /** Each file takes the type that its own source makes, and no other. */
  @Test
  void reloadsUnderLoadRefuseNothingAndAreNeverHalfDone() throws Exception {
    Files.writeString(folder.resolve("key"), SECRET);
    start(pair("one"));
    AtomicBoolean going = new AtomicBoolean(true);
    Queue<Answer> answers = new ConcurrentLinkedQueue<>();
    List<Thread> senders = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      senders.add(
          new Thread(
              () -> {
                while (going.get()) {
                  answers.add(delivery());
                }
              }));
    }
    senders.forEach(Thread::start);
    for (int i = 0; i < 200; i++) {
      write(pair(i % 2 == 0 ? "two" : "one"));
      gateway.reload();
    }
    going.set(false);
    for (Thread sender : senders) {
      sender.join();
    }

    assertThat(answers).hasSizeGreaterThan(100).allMatch(answer -> answer.status() == 202);
    List<String> routes = answers.stream().flatMap(answer -> routes(answer).stream()).toList();
    assertThat(routes).hasSameSizeAs(answers).contains("one", "two");
    assertThat(configuration().has("refused")).isFalse();
  }

  private Answer delivery() {
    return http.send(
        "POST",
        "/hooks/door",
        Map.of("Content-Type", "application/json", "X-Api-Key", SECRET),
        ("{\"n\":" + delivered.incrementAndGet() + "}").getBytes(StandardCharsets.UTF_8));
  }

  private static String pair(String name) {
    return """
    sources:
      door: {verify: api-key, secrets: ['file:key'], map: {type: '"%1$s"'}}
    routes:
      - {name: %1$s, on: %1$s, publish: {type: done}}
    """
        .formatted(name);
  }

  private static String publishing(String route) {
    return """
    routes:
      - {name: %s, on: x, publish: {type: y}}
    """
        .formatted(route);
  }

  private void write(String yaml) throws IOException {
    Files.writeString(folder.resolve("sluice.yaml"), yaml);
  }

  private Answer post(String type) {
    return http.post("/v1/events", "{\"type\":\"" + type + "\",\"data\":{}}");
  }

  private Answer with(String key) {
    return http.send("GET", "/v1/about", Map.of("Authorization", "Bearer " + key), null);
  }

  private JsonNode configuration() {
    return http.get("/v1/about").json().get("configuration");
  }

  private void awaitRoutes(String... names) {
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () ->
                assertThat(http.get("/v1/routes").json().get("items").findValuesAsText("name"))
                    .containsExactly(names));
  }

  private List<String> routes(Answer answer) {
    return event(answer).get("verdicts").findValuesAsText("route");
  }

  private JsonNode verdict(Answer answer, int n) {
    return event(answer).get("verdicts").get(n);
  }

  private JsonNode event(Answer answer) {
    return http.get(answer.json().at("/links/self").asText()).json();
  }
}
