package dev.sluice.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.TestGateway;
import dev.sluice.gateway.edge.Http.Answer;
import dev.sluice.gateway.journal.TestClock;
import dev.sluice.gateway.source.Deliveries;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HooksOverHttpTest {

  private static final Instant NOW = Instant.parse("2026-11-21T09:30:00Z");
  private static final String SECRET = "a secret of the tests";
  private static final String FORM = "application/x-www-form-urlencoded";

  private static final String FILE =
      """
      sources:
        github: {verify: github, secrets: ["file:secret"]}
        slack: {verify: slack, secrets: ["file:secret"]}
        shop:
          verify: api-key
          secrets: ["file:secret"]
          handshake: {origins: [Events.example.com], rate: 120}
        partner: {verify: basic, user: partner, secrets: ["file:secret"]}
      schemas: ./schemas
      routes:
        - {name: none, on: no.such, cancel: {id: 'x-${event.id}'}}
        - {name: kept, on: shop.unknown, when: event.data.n > 0, cancel: {id: 'x-${event.id}'}}
      """;

  private static final String SCHEMA =
      """
      {"$schema": "https://json-schema.org/draft/2020-12/schema",
       "properties": {"n": {"type": "integer", "maximum": 100}}}
      """;

  @TempDir static Path folder;
  static TestGateway gateway;
  static Http http;

  @BeforeAll
  static void start() throws IOException {
    Files.writeString(folder.resolve("secret"), SECRET + "\n");
    Path type = Files.createDirectories(folder.resolve("schemas/shop.unknown"));
    Files.writeString(type.resolve("1.json"), SCHEMA);
    gateway = TestGateway.start(folder, FILE, new TestClock(NOW));
    http = gateway.http();
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static Answer github(String event, String body, String contentType) {
    String mac = HexFormat.of().formatHex(Deliveries.mac("HmacSHA256", SECRET, body));
    return http.send(
        "POST",
        "/hooks/github",
        Map.of(
            "X-Hub-Signature-256", "sha256=" + mac,
            "X-GitHub-Event", event,
            "Content-Type", contentType),
        bytes(body));
  }

  private static Answer slack(String body, String contentType) {
    String time = Long.toString(NOW.getEpochSecond());
    String signed = "v0:" + time + ":" + body;
    String mac = HexFormat.of().formatHex(Deliveries.mac("HmacSHA256", SECRET, signed));
    return http.send(
        "POST",
        "/hooks/slack",
        Map.of(
            "X-Slack-Request-Timestamp", time,
            "X-Slack-Signature", "v0=" + mac,
            "Content-Type", contentType),
        bytes(body));
  }

  private static Answer shop(String body, Map<String, String> more) {
    Map<String, String> headers = new HashMap<>(more);
    headers.put("X-Api-Key", SECRET);
    return http.send("POST", "/hooks/shop", headers, bytes(body));
  }

  @Test
  void aVerifiedDeliveryIsKeptAndFound() {
    Answer answer = github("push", "{\"ref\":\"main\"}", "application/json");
    assertThat(answer.status()).isEqualTo(202);
    assertThat(answer.json().get("source").asText()).isEqualTo("/hooks/github");
    Answer found = http.get(answer.headers().get("Location"));
    assertThat(found.json().at("/data/ref").asText()).isEqualTo("main");
  }

  @Test
  void whoIsNotBelievedIsToldNothingOfWhy() {
    Answer none = http.post("/hooks/github", "{}");
    Answer wrong =
        http.send(
            "POST",
            "/hooks/github",
            Map.of("X-Hub-Signature-256", "sha256=" + "0".repeat(64)),
            bytes("not JSON at all"));
    assertThat(none.status()).isEqualTo(401);
    assertThat(none.problem()).isEqualTo("signature-invalid");
    assertThat(wrong.status()).isEqualTo(401);
    assertThat(wrong.body()).isEqualTo(none.body());
    assertThat(none.headers().get("WWW-Authenticate")).isNull();
    Answer basic = http.post("/hooks/partner", "{}");
    assertThat(basic.headers().get("WWW-Authenticate")).startsWith("Basic ");
  }

  @Test
  void aSourceThatIsNotConfiguredIsNotThere() {
    Answer answer = http.post("/hooks/nobody", "{}");
    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.problem()).isEqualTo("no-such-source");
    assertThat(http.get("/hooks/github").status()).isEqualTo(405);
  }

  @Test
  void jsonThatIsNoneIsMalformedOnceItIsVerified() {
    Answer answer = github("push", "{\"ref\":", "application/json");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.problem()).isEqualTo("malformed-json");
  }

  @Test
  void whatIsNoJsonAndDoesNotSaySoIsKeptAsItIs() {
    Answer text = shop("plain words", Map.of("Content-Type", "text/plain"));
    assertThat(text.status()).isEqualTo(202);
    Answer found = http.get(text.headers().get("Location"));
    assertThat(found.json().get("data").asText()).isEqualTo("plain words");
    Answer nonsense = shop("\u0001", Map.of("Content-Type", "no media type"));
    assertThat(nonsense.status()).isEqualTo(202);
  }

  @Test
  void githubsPingIsAnsweredAndMakesNoEvent() {
    assertThat(github("ping", "{\"zen\":\"calm\"}", "application/json").status()).isEqualTo(200);
    String events = http.get("/v1/events?source=/hooks/github&limit=500").body();
    assertThat(events).doesNotContain("zen");
  }

  @Test
  void githubsFormHasItsJsonInside() {
    Answer answer = github("push", "payload=%7B%22ref%22%3A%22form%22%7D", FORM);
    assertThat(answer.status()).isEqualTo(202);
    Answer found = http.get(answer.headers().get("Location"));
    assertThat(found.json().at("/data/ref").asText()).isEqualTo("form");
  }

  @Test
  void slacksChallengeIsEchoedOnlyOnceItIsVerified() {
    String body = "{\"type\":\"url_verification\",\"challenge\":\"abc\"}";
    Answer answer = slack(body, "application/json");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("abc");
    Answer unsigned = http.post("/hooks/slack", body);
    assertThat(unsigned.status()).isEqualTo(401);
    assertThat(unsigned.body()).doesNotContain("abc");
    Answer check = slack("token=x&ssl_check=1", FORM);
    assertThat(check.status()).isEqualTo(200);
    assertThat(check.headers().get("Location")).isNull();
  }

  @Test
  void slackShowsAPersonNothingOfOurAnswer() {
    Answer command = slack("command=%2Fdeploy&text=now", FORM);
    assertThat(command.status()).isEqualTo(200);
    assertThat(command.body()).isEmpty();
    Answer found = http.get(command.headers().get("Location"));
    assertThat(found.json().at("/data/command").asText()).isEqualTo("/deploy");
    assertThat(slack("{\"type\":\"x\"}", "application/json").status()).isEqualTo(202);
  }

  @Test
  void theCloudEventsHandshakeIsAnsweredOnceItIsVerified() {
    Map<String, String> asked =
        Map.of("WebHook-Request-Origin", "events.example.com", "X-Api-Key", SECRET);
    Answer answer = http.send("OPTIONS", "/hooks/shop", asked, null);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.headers().get("WebHook-Allowed-Origin")).isEqualTo("events.example.com");
    assertThat(answer.headers().get("WebHook-Allowed-Rate")).isEqualTo("120");
    assertThat(answer.headers().get("Allow")).isEqualTo("POST");
    Answer unknown =
        http.send(
            "OPTIONS", "/hooks/shop", Map.of("WebHook-Request-Origin", "events.example.com"), null);
    assertThat(unknown.status()).isEqualTo(401);
    assertThat(unknown.headers().get("WebHook-Allowed-Origin")).isNull();
    Answer other =
        http.send(
            "OPTIONS",
            "/hooks/shop",
            Map.of("WebHook-Request-Origin", "evil.example", "X-Api-Key", SECRET),
            null);
    assertThat(other.status()).isEqualTo(403);
    assertThat(other.problem()).isEqualTo("origin-not-allowed");
  }

  @Test
  void aRepeatIsADuplicate() {
    Answer first = shop("{\"n\":1}", Map.of("Content-Type", "application/json"));
    Answer second = shop("{\"n\":1}", Map.of("Content-Type", "application/json"));
    assertThat(second.status()).isEqualTo(202);
    assertThat(second.json().get("duplicate").asBoolean()).isTrue();
    assertThat(second.json().get("eid")).isEqualTo(first.json().get("eid"));
  }

  @Test
  void anUnsignedHeaderCannotGiveADeliveryAnIdentity() {
    Answer first = shop("{\"n\":2}", Map.of("Idempotency-Key", "k"));
    Answer second = shop("{\"n\":3}", Map.of("Idempotency-Key", "k"));
    assertThat(second.json().get("duplicate").asBoolean()).isFalse();
    assertThat(second.json().get("eid")).isNotEqualTo(first.json().get("eid"));
  }

  @Test
  void whatIsNotAsItsSchemaSaysIsADeadLetterOfItsRoutes() {
    Answer answer = shop("{\"n\":101}", Map.of("Content-Type", "application/json"));
    assertThat(answer.status()).isEqualTo(202);
    Answer found = http.get(answer.headers().get("Location"));
    assertThat(found.json().at("/verdicts/0/verdict").asText()).isEqualTo("dead");
    assertThat(found.json().at("/verdicts/0/reason").asText()).isEqualTo("schemaViolation");
    assertThat(found.json().at("/verdicts/0/lastError").asText()).contains("/data/n");
  }

  @Test
  void whatIsRefusedIsListedWithItsReasonAndWithoutItsBody() {
    String body = "a body that nobody should read";
    http.send(
        "POST",
        "/hooks/partner",
        Map.of("Authorization", "Basic cGFydG5lcjp3cm9uZw=="),
        bytes(body));
    http.post("/hooks/partner", body);
    Answer list = http.get("/v1/refusals?source=partner&limit=1");
    assertThat(list.status()).isEqualTo(200);
    assertThat(list.json().at("/items/0/reason").asText()).isEqualTo("credentialsMissing");
    assertThat(list.json().at("/items/0/bodyBytes").asInt()).isEqualTo(body.length());
    assertThat(list.json().at("/items/0/bodySha256").asText()).hasSize(64);
    assertThat(list.json().at("/items/0/remote").asText()).isEqualTo("127.0.0.1");
    String next = list.json().get("next").asText();
    Answer older = http.get("/v1/refusals?source=partner&limit=1&cursor=" + next);
    assertThat(older.json().at("/items/0/reason").asText()).isEqualTo("credentialsWrong");
    assertThat(list.body() + older.body()).doesNotContain(body, "wrong\"", "cGFydG5lcjp3cm9uZw==");
    assertThat(http.get("/v1/refusals?cursor=x").status()).isEqualTo(400);
    assertThat(http.get("/metrics").body())
        .contains("sluice_refusals_total{reason=\"credentialsMissing\",source=\"partner\"}");
  }

  @Test
  void gzipIsInflatedOnceTheBytesThatWereSentAreVerified() throws IOException {
    Answer answer =
        http.send(
            "POST",
            "/hooks/shop",
            Map.of(
                "X-Api-Key", SECRET,
                "Content-Type", "application/json",
                "Content-Encoding", "gzip"),
            gzip("{\"n\":77}"));
    assertThat(answer.status()).isEqualTo(202);
    Answer found = http.get(answer.headers().get("Location"));
    assertThat(found.json().at("/data/n").asInt()).isEqualTo(77);
  }

  private static Answer posted(String contentType, byte[] body) {
    return http.send(
        "POST",
        "/v1/events",
        Map.of("Content-Type", contentType, "Content-Encoding", "gzip"),
        body);
  }

  @Test
  void gzipIsReadOnTheEventsPathToo() throws IOException {
    String event = "{\"type\":\"t.gzip\",\"data\":{\"n\":1}}";
    assertThat(posted("application/json", gzip(event)).status()).isEqualTo(202);
    Answer broken = posted("application/json", bytes("no gzip"));
    assertThat(broken.status()).isEqualTo(400);
    assertThat(broken.problem()).isEqualTo("malformed-encoding");
    byte[] whole = gzip(event);
    Answer cut = posted("application/json", java.util.Arrays.copyOf(whole, whole.length - 9));
    assertThat(cut.problem()).isEqualTo("malformed-encoding");
    assertThat(posted("application/x-ndjson", gzip(event)).status()).isEqualTo(415);
  }

  @Test
  void theLimitIsOnTheInflatedBytes() throws IOException {
    byte[] bomb = gzip("\"" + "a".repeat(Body.MAX_BYTES) + "\"");
    assertThat(bomb.length).isLessThan(10_000);
    Answer answer = posted("application/json", bomb);
    assertThat(answer.status()).isEqualTo(413);
    assertThat(answer.problem()).isEqualTo("too-large");
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(bytes(text));
    }
    return bytes.toByteArray();
  }
}
