package dev.sluice.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.gateway.TestGateway;
import dev.sluice.gateway.edge.Http.Answer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Temporal's UI and CLI ask the codec, over real HTTP. */
class CodecOverHttpTest {

  private static final String UI = "https://temporal.example";
  private static final String PLAIN = payload("json/plain", "\"ada@example.org\"");
  private static final String ENCRYPTION =
      "encryption: {keys: [{id: \"2026-11\", secret: 'file:payloads'}], origins: [\"%s\"]}\n";
  private static final String ROUTES = "routes: [{name: r, on: x, publish: {type: y}}]\n";

  @TempDir static Path folder;
  static TestGateway gateway;
  static Http http;

  @BeforeAll
  static void start() throws IOException {
    for (String name : new String[] {"read", "operate", "shop", "none"}) {
      Files.writeString(folder.resolve(name), key(name));
    }
    writeKey(folder, 1);
    gateway =
        TestGateway.start(
            folder,
            """
            access:
              keys:
                - {name: read, key: 'file:read', roles: [read]}
                - {name: operate, key: 'file:operate', roles: [operate]}
                - {name: shop, key: 'file:shop', roles: [read], origins: ["https://shop.example"]}
                - {name: none, key: 'file:none', roles: [publish]}
            """
                + ENCRYPTION.formatted(UI)
                + ROUTES,
            Clock.systemUTC());
    http = gateway.http();
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  private static void writeKey(Path folder, int filled) throws IOException {
    byte[] secret = new byte[32];
    java.util.Arrays.fill(secret, (byte) filled);
    Files.writeString(folder.resolve("payloads"), Base64.getEncoder().encodeToString(secret));
  }

  private static String key(String name) {
    return name + "-0123456789abcdef0123456789abcdef";
  }

  private static String payload(String encoding, String data) {
    return "{\"metadata\":{\"encoding\":\"%s\"},\"data\":\"%s\"}"
        .formatted(base64(encoding), base64(data));
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String text(JsonNode base64) {
    return new String(Base64.getDecoder().decode(base64.asText()), StandardCharsets.UTF_8);
  }

  private static Answer post(Http to, String what, Map<String, String> headers, String body) {
    Map<String, String> all = new HashMap<>(headers);
    all.putIfAbsent("Content-Type", "application/json");
    all.putIfAbsent("X-Namespace", "default");
    return to.send("POST", "/codec/" + what, all, body.getBytes(StandardCharsets.UTF_8));
  }

  private static Answer decode(String key, String body) {
    return post(http, "decode", Map.of("Authorization", "Bearer " + key(key)), body);
  }

  private static Answer encode(String body) {
    return post(http, "encode", Map.of("Authorization", "Bearer " + key("operate")), body);
  }

  private static String list(String... payloads) {
    return "{\"payloads\":[" + String.join(",", payloads) + "]}";
  }

  @Test
  void whatIsEncodedIsDecoded() {
    Answer encoded = encode(list(PLAIN, PLAIN));
    assertThat(encoded.status()).isEqualTo(200);
    JsonNode first = encoded.json().at("/payloads/0");
    assertThat(text(first.at("/metadata/encoding"))).isEqualTo("binary/encrypted");
    assertThat(text(first.at("/metadata/encryption-key-id"))).isEqualTo("2026-11");
    assertThat(text(first.get("data"))).doesNotContain("ada@");

    Answer decoded = decode("read", encoded.body());
    assertThat(decoded.status()).isEqualTo(200);
    assertThat(decoded.headers().get("Cache-Control")).isEqualTo("no-store");
    assertThat(decoded.json().at("/payloads")).hasSize(2);
    assertThat(decoded.json().at("/payloads/1").toString()).isEqualTo(PLAIN);
  }

  @Test
  void whatIsNotEncryptedComesBackAsItIs() {
    Answer decoded = decode("read", list(PLAIN, "{}", "{\"metadata\":null,\"data\":null}"));
    assertThat(decoded.json().at("/payloads/0").toString()).isEqualTo(PLAIN);
    assertThat(decoded.json().at("/payloads/1").toString())
        .isEqualTo("{\"metadata\":{},\"data\":\"\"}");
    assertThat(decode("read", list()).json().at("/payloads")).isEmpty();
  }

  @Test
  void aKeyThatIsNotConfiguredIsNamed() {
    String foreign =
        "{\"metadata\":{\"encoding\":\"%s\",\"encryption-key-id\":\"%s\"},\"data\":\"AAAA\"}"
            .formatted(base64("binary/encrypted"), base64("2019-01"));
    Answer answer = decode("read", list(PLAIN, foreign));
    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.problem()).isEqualTo("no-such-encryption-key");
    assertThat(answer.json().get("detail").asText()).contains("\"2019-01\"");
    assertThat(answer.json().at("/errors/0/pointer").asText()).isEqualTo("/payloads/1");
  }

  @Test
  void whatWasChangedIsNotDecrypted() {
    JsonNode good = encode(list(PLAIN)).json().at("/payloads/0");
    String changed = good.toString().replace(good.get("data").asText(), base64("x".repeat(60)));
    Answer answer = decode("read", list(changed));
    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.problem()).isEqualTo("not-decryptable");
    assertThat(answer.body()).doesNotContain("xxx");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{|malformed-json|",
        "[]|malformed-body|/payloads",
        "{\"payloads\":{}}|malformed-body|/payloads",
        "{\"payloads\":[1]}|malformed-body|/payloads/0",
        "{\"payloads\":[{\"metadata\":[]}]}|malformed-body|/payloads/0/metadata",
        "{\"payloads\":[{\"metadata\":{\"encoding\":1}}]}|malformed-body|/payloads/0/metadata",
        "{\"payloads\":[{},{\"data\":\"*secret*\"}]}|malformed-body|/payloads/1/data",
      })
  void aBodyThatIsNoneIsRefusedWithItsPlace(String body, String problem, String pointer) {
    for (String what : new String[] {"decode", "encode"}) {
      String role = what.equals("decode") ? "read" : "operate";
      Answer answer = post(http, what, Map.of("Authorization", "Bearer " + key(role)), body);
      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.problem()).isEqualTo(problem);
      assertThat(answer.body()).doesNotContain("secret");
      if (pointer != null) {
        assertThat(answer.json().at("/errors/0/pointer").asText()).isEqualTo(pointer);
      }
    }
  }

  @Test
  void aBodyThatIsTooLargeIsRefused() {
    assertThat(decode("read", list(payload("x", "x".repeat(1 << 20)))).status()).isEqualTo(413);
  }

  @Test
  void withoutAKeyNothingIsDecoded() {
    Answer answer = post(http, "decode", Map.of("Origin", UI), list(PLAIN));
    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.headers().get("Access-Control-Allow-Origin"))
        .as("so that the page can read why")
        .isEqualTo(UI);
  }

  @Test
  void thePreflightOfTheUiIsAnsweredWithCredentialsAndItsHeaders() {
    Answer answer = preflight(http, UI);
    assertThat(answer.status()).isEqualTo(204);
    assertThat(answer.headers().get("Access-Control-Allow-Origin")).isEqualTo(UI);
    assertThat(answer.headers().get("Access-Control-Allow-Credentials")).isEqualTo("true");
    assertThat(answer.headers().get("Access-Control-Allow-Methods")).isEqualTo("POST");
    assertThat(answer.headers().get("Access-Control-Allow-Headers"))
        .isEqualTo("authorization,content-type,x-namespace");
    assertThat(answer.headers().get("Vary")).contains("Origin");
  }

  private static Answer preflight(Http to, String origin) {
    return to.send(
        "OPTIONS",
        "/codec/decode",
        Map.of(
            "Origin",
            origin,
            "Access-Control-Request-Method",
            "POST",
            "Access-Control-Request-Headers",
            "authorization,content-type,x-namespace"),
        null);
  }

  @Test
  void thePageOfTheUiMayReadTheAnswer() {
    Answer answer =
        post(
            http,
            "decode",
            Map.of("Origin", UI, "Authorization", "Bearer " + key("read")),
            list(PLAIN));
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.headers().get("Access-Control-Allow-Origin")).isEqualTo(UI);
    assertThat(answer.headers().get("Access-Control-Allow-Credentials")).isEqualTo("true");
    assertThat(answer.headers().get("Vary")).contains("Origin");
  }

  @Test
  void whoeverHasSignedInReadsInTheUiWithoutAKey() {
    String encrypted = encode(list(PLAIN)).body();
    Answer answer = bySession("read", "decode", Map.of("Origin", UI), encrypted);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().at("/payloads/0").toString()).isEqualTo(PLAIN);
    assertThat(answer.headers().get("Access-Control-Allow-Origin")).isEqualTo(UI);
    assertThat(answer.headers().get("Access-Control-Allow-Credentials")).isEqualTo("true");

    assertThat(bySession("none", "decode", Map.of("Origin", UI), encrypted).problem())
        .isEqualTo("forbidden");
    assertThat(bySession("read", "encode", Map.of("Origin", UI), encrypted).problem())
        .isEqualTo("forbidden");
    assertThat(bySession("operate", "encode", Map.of("Origin", UI), encrypted).status())
        .isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({", csrf-missing", "https://evil.example, origin-not-allowed"})
  void aSessionIsNotUsedByWhoeverElseMakesABrowserSendIt(String origin, String problem) {
    Map<String, String> headers = origin == null ? Map.of() : Map.of("Origin", origin);
    Answer answer = bySession("read", "decode", headers, list(PLAIN));
    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.problem()).isEqualTo(problem);
  }

  private static Answer bySession(
      String key, String what, Map<String, String> headers, String body) {
    Browser browser = new Browser(http);
    browser.signIn(key, key(key));
    Map<String, String> all = new HashMap<>(headers);
    all.put("Content-Type", "application/json");
    return browser.send("POST", "/codec/" + what, all, body);
  }

  @ParameterizedTest
  @CsvSource({
    "read, https://evil.example",
    "read, null",
    "read, https://shop.example",
    "shop, https://shop.example",
    "shop, https://temporal.example",
  })
  void aPageOfAnotherOriginMayNot(String key, String origin) {
    Map<String, String> headers = Map.of("Origin", origin, "Authorization", "Bearer " + key(key));
    Answer answer = post(http, "decode", headers, list(PLAIN));
    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.problem()).isEqualTo("origin-not-allowed");
    assertThat(answer.headers().get("Access-Control-Allow-Origin")).isNull();
    if (!origin.equals(UI)) {
      assertThat(preflight(http, origin).status()).isEqualTo(403);
    }
  }

  @Test
  void theApiDoesNotTakeTheOriginsOfTheCodec() {
    Answer answer =
        http.send(
            "OPTIONS",
            "/v1/events",
            Map.of("Origin", UI, "Access-Control-Request-Method", "GET"),
            null);
    assertThat(answer.status()).isEqualTo(403);
  }

  @Test
  void withoutKeysOfCallersThisMachineAloneMayAsk(@TempDir Path other) throws IOException {
    writeKey(other, 1);
    String local = "http://localhost:8233";
    String yaml = ENCRYPTION.formatted(local) + ROUTES;
    try (TestGateway open = TestGateway.start(other, yaml, Clock.systemUTC())) {
      Http to = open.http();
      String encrypted = encode(list(PLAIN)).body();
      Answer decoded = post(to, "decode", Map.of("Origin", local), encrypted);
      assertThat(decoded.json().at("/payloads/0").toString()).isEqualTo(PLAIN);
      assertThat(decoded.headers().get("Access-Control-Allow-Origin")).isEqualTo(local);
      assertThat(preflight(to, local).status()).isEqualTo(204);
      assertThat(post(to, "decode", Map.of(), encrypted).status()).isEqualTo(200);

      Answer foreign = post(to, "decode", Map.of("Host", "evil.example"), encrypted);
      assertThat(foreign.problem()).isEqualTo("foreign-host");
      Answer page = post(to, "decode", Map.of("Origin", "https://evil.example"), encrypted);
      assertThat(page.problem()).isEqualTo("foreign-origin");
      Answer neighbour = post(to, "decode", Map.of("Origin", "http://localhost:3000"), encrypted);
      assertThat(neighbour.problem()).isEqualTo("origin-not-allowed");
    }
  }

  @Test
  void whereNoOriginIsNamedNoPageMayAsk(@TempDir Path other) throws IOException {
    writeKey(other, 1);
    String yaml = ENCRYPTION.replace(", origins: [\"%s\"]", "") + ROUTES;
    try (TestGateway open = TestGateway.start(other, yaml, Clock.systemUTC())) {
      assertThat(post(open.http(), "decode", Map.of(), list(PLAIN)).status()).isEqualTo(200);
      Map<String, String> page = Map.of("Origin", "http://localhost:8233");
      Answer answer = post(open.http(), "decode", page, list(PLAIN));
      assertThat(answer.status()).isEqualTo(403);
      assertThat(answer.problem()).isEqualTo("origin-not-allowed");
    }
  }

  @Test
  void aKeyThatIsTakenOutIsMissedAtOnce(@TempDir Path other) throws IOException {
    writeKey(other, 1);
    Files.writeString(other.resolve("next"), Base64.getEncoder().encodeToString(new byte[32]));
    String yaml = ENCRYPTION.formatted("http://localhost:8233") + ROUTES;
    try (TestGateway open = TestGateway.start(other, yaml, Clock.systemUTC())) {
      String encrypted = encode(list(PLAIN)).body();
      assertThat(post(open.http(), "decode", Map.of(), encrypted).status()).isEqualTo(200);

      Files.writeString(
          other.resolve("sluice.yaml"),
          "encryption: {keys: [{id: next, secret: 'file:next'}]}\n" + ROUTES);
      open.reload();

      Answer answer = post(open.http(), "decode", Map.of(), encrypted);
      assertThat(answer.problem()).isEqualTo("no-such-encryption-key");
    }
  }
}
