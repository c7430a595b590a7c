package dev.sluice.gateway.edge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.gateway.TestGateway;
import dev.sluice.gateway.edge.Http.Answer;
import dev.sluice.gateway.journal.TestClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Signing in by a key, and what a session may do, over real HTTP. */
@SuppressWarnings("NullAway.Init") // Opened before each.
class SignInOverHttpTest {

  private static final String KEY = "anna-0123456789abcdef0123456789";
  private static final String CSRF = "X-CSRF-Token";
  private static final String SESSION = "sluice-session";
  private static final Map<String, String> AS_DESK = Map.of("Authorization", "Bearer " + KEY);
  private static final String TEN = "/123456789";
  private static final String HUNDRED = TEN + TEN + TEN + TEN + TEN + TEN + TEN + TEN + TEN + TEN;
  private static final String THOUSAND =
      HUNDRED + HUNDRED + HUNDRED + HUNDRED + HUNDRED + HUNDRED + HUNDRED + HUNDRED + HUNDRED
          + HUNDRED;
  private static final String LONG = "/console" + THOUSAND + THOUSAND;
  private static final String PAUSE = "/v1/routes/r/pause";

  private static final String WORKER = "worker-0123456789abcdef0123456789";

  @TempDir private Path folder;
  private final TestClock clock = new TestClock(Instant.parse("2026-11-22T09:00:00Z"));
  private TestGateway gateway;
  private Browser browser;

  @BeforeEach
  void open() throws IOException {
    Files.writeString(folder.resolve("desk"), KEY);
    Files.writeString(folder.resolve("shop"), "shop-0123456789abcdef0123456789");
    Files.writeString(folder.resolve("worker"), WORKER);
    start(yaml(""));
  }

  private void start(String yaml) {
    gateway = TestGateway.start(folder, yaml, clock);
    browser = new Browser(gateway.http());
  }

  @AfterEach
  void close() {
    gateway.close();
  }

  private static String yaml(String access) {
    return """
    people: {members: {anna: {name: Anna <Weber>}, bob: {name: Bob}}}
    access:
      keys:
        - name: desk
          key: file:desk
          roles: [read, operate]
          origins: ["https://desk.example"]
          person: anna
        - {name: shop, key: file:shop, roles: [publish]}
        - {name: worker, key: file:worker, roles: [read, worker]}
    %sroutes:
      - {name: r, on: x, publish: {type: y}}
    """
        .formatted(access.indent(2));
  }

  private Answer signIn() {
    return browser.signIn("desk", KEY);
  }

  private String csrf() {
    return String.valueOf(Browser.form(browser.get(SignInApi.PATH)).get("csrf"));
  }

  @Test
  void whoeverIsAPersonPutsNoQuestionForOthersToHaveAnswered() {
    Answer put = gateway.http().send("PUT", "/v1/tasks/r:t", AS_DESK, "{}".getBytes(UTF_8));
    assertThat(put.status()).isEqualTo(403);
    assertThat(put.problem()).isEqualTo("forbidden");
  }

  /** Else what others have answered would be seen and changed by whoever has opened a browser. */
  @Test
  void aSessionIsNoWorkerThoughItsKeyIs() {
    String kept = "/v1/tasks/r:t/kept";
    Map<String, String> byKey = Map.of("Authorization", "Bearer " + WORKER);
    assertThat(gateway.http().send("GET", kept, byKey, null).problem()).isEqualTo("no-such-task");

    browser.signIn("worker", WORKER);
    assertThat(browser.get("/v1/about").status()).isEqualTo(200);
    assertIsForWorkers(browser.get(kept));
    assertIsForWorkers(browser.send("PUT", "/v1/tasks/r:t", Map.of(CSRF, csrf()), "{}"));
  }

  private static void assertIsForWorkers(Answer answer) {
    assertThat(answer.problem()).isEqualTo("forbidden");
    assertThat(answer.json().get("detail").asText()).contains("for a worker's key");
  }

  @Test
  void whoeverHasAKeySignsInAndActsAsItsPerson() {
    assertThat(browser.get("/v1/about").status()).isEqualTo(401);
    Answer in = signIn();
    assertThat(in.status()).isEqualTo(303);
    assertThat(in.headers().get("Location")).isEqualTo("/console");
    assertThat(in.headers().values("Set-Cookie"))
        .anyMatch(
            cookie ->
                cookie.matches(
                    SESSION
                        + "=[A-Za-z0-9_-]{43}; Path=/; Max-Age=604800; HttpOnly; SameSite=Lax"));

    assertThat(browser.get("/v1/about").status()).isEqualTo(200);
    assertThat(browser.get(SignInApi.PATH).body())
        .contains("signed in as Anna &lt;Weber&gt;")
        .doesNotContain("<Weber>");
    Answer paused = browser.send("POST", PAUSE, Map.of(CSRF, csrf()), "{}");
    assertThat(paused.status()).isEqualTo(200);
    assertThat(paused.json().get("pausedBy").asText()).isEqualTo("anna");
  }

  @Test
  void aSessionMayNoMoreThanItsKey() {
    browser.signIn("shop", "shop-0123456789abcdef0123456789");
    Answer answer = browser.get("/v1/about");
    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.json().get("detail").asText()).contains("who has signed in lacks");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "wrong", "anna-0123456789abcdef012345678", "shop-0123456789abcdef0123456789"})
  void aWrongKeyIsRefusedKindly(String key) {
    Answer answer = browser.signIn("desk", key);
    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.body()).contains("do not fit together", "value=\"desk\"");
    if (!key.isEmpty()) {
      assertThat(answer.body()).doesNotContain(key);
    }
    assertThat(browser.cookies()).doesNotContainKey(SESSION);
  }

  @Test
  void whatChangesSomethingNeedsThePagesToken() {
    signIn();
    for (Map<String, String> headers :
        List.of(Map.<String, String>of(), Map.of(CSRF, "x"), Map.of(CSRF, ""))) {
      Answer answer = browser.send("POST", PAUSE, headers, "{}");
      assertThat(answer.status()).isEqualTo(403);
      assertThat(answer.problem()).isEqualTo("csrf-missing");
    }
    assertThat(browser.post(PAUSE, Map.of()).problem()).isEqualTo("csrf-missing");
    assertThat(browser.post(PAUSE, Map.of("csrf", csrf())).status()).isEqualTo(200);
  }

  @Test
  void aKeyBesideASessionNeedsNoToken() {
    signIn();
    assertThat(browser.send("POST", PAUSE, Map.of("Authorization", "Bearer " + KEY), "{}").status())
        .isEqualTo(200);
  }

  @Test
  void aSessionAnswersNoPageOfAnotherOrigin() {
    signIn();
    Answer answer =
        gateway
            .http()
            .send(
                "GET",
                "/v1/about",
                Map.of(
                    "Origin",
                    "https://desk.example",
                    "Cookie",
                    SESSION + "=" + browser.cookies().get(SESSION)),
                null);
    assertThat(answer.headers().get("Access-Control-Allow-Origin")).isNull();
  }

  @Test
  void theFormOfAnotherBrowserSignsNobodyIn() {
    Map<String, String> fields =
        new HashMap<>(Browser.form(new Browser(gateway.http()).get(SignInApi.PATH)));
    fields.putAll(Map.of("name", "desk", "key", KEY));
    assertThat(browser.post(SignInApi.PATH, fields).status()).isEqualTo(400);
    var unused = browser.get(SignInApi.PATH);
    Answer stale = browser.post(SignInApi.PATH, fields);
    assertThat(stale.status()).isEqualTo(400);
    assertThat(stale.body()).contains("Please try again");
    assertThat(browser.cookies()).doesNotContainKey(SESSION);
  }

  /** Whoever put a token of his own into the browser before must not know the one after. */
  @Test
  void signingInAlwaysGivesANewToken() {
    String planted = "A".repeat(43);
    browser.cookies().put(SESSION, planted);
    signIn();
    String first = String.valueOf(browser.cookies().get(SESSION));
    assertThat(first).isNotEqualTo(planted);

    Browser other = new Browser(gateway.http());
    other.cookies().put(SESSION, planted);
    assertThat(other.get("/v1/about").status()).isEqualTo(401);
  }

  @Test
  void signingInAgainEndsTheSessionBefore() {
    signIn();
    String first = String.valueOf(browser.cookies().get(SESSION));
    Browser same = new Browser(gateway.http());
    Map<String, String> fields = new HashMap<>(Browser.form(same.get(SignInApi.PATH)));
    fields.putAll(Map.of("name", "desk", "key", KEY));
    same.cookies().put(SESSION, first);
    assertThat(same.post(SignInApi.PATH, fields).status()).isEqualTo(303);
    assertThat(same.cookies().get(SESSION)).isNotEqualTo(first);
    assertThat(browser.get("/v1/about").status()).isEqualTo(401);
  }

  @Test
  void signingOutEndsTheSessionEverywhere() {
    signIn();
    String token = String.valueOf(browser.cookies().get(SESSION));
    assertThat(browser.post("/console/sign-out", Map.of()).problem()).isEqualTo("csrf-missing");
    assertThat(browser.get("/v1/about").status()).isEqualTo(200);

    Answer out = browser.post("/console/sign-out", Map.of("csrf", csrf()));
    assertThat(out.status()).isEqualTo(303);
    assertThat(browser.cookies()).doesNotContainKey(SESSION);
    browser.cookies().put(SESSION, token);
    assertThat(browser.get("/v1/about").status()).isEqualTo(401);
  }

  @Test
  void aSessionEndsWhenItIsIdleOrOld() {
    signIn();
    for (int hours = 11; hours <= 176; hours += 11) {
      clock.advance(Duration.ofHours(11));
      assertThat(browser.get("/v1/about").status()).isEqualTo(hours < 7 * 24 ? 200 : 401);
    }
    signIn();
    clock.advance(Duration.ofHours(12));
    assertThat(browser.get("/v1/about").status()).isEqualTo(401);
  }

  @Test
  void aSessionSurvivesARestartAndIsNowhereInPlainText() throws IOException {
    signIn();
    String token = String.valueOf(browser.cookies().get(SESSION));
    gateway.close();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(Files.readString(file, StandardCharsets.ISO_8859_1)).doesNotContain(token);
      }
    }
    start(yaml(""));
    browser.cookies().put(SESSION, token);
    assertThat(browser.get("/v1/about").status()).isEqualTo(200);
  }

  @Test
  void aKeyThatIsReplacedOrGoneEndsItsSessions() throws IOException {
    signIn();
    Files.writeString(folder.resolve("desk"), "another-0123456789abcdef01234567");
    await().until(() -> browser.get("/v1/about").status() == 401);
    assertThat(browser.signIn("desk", "another-0123456789abcdef01234567").status()).isEqualTo(303);
    assertThat(browser.get("/v1/about").status()).isEqualTo(200);
    Files.writeString(
        folder.resolve("sluice.yaml"), yaml("").replace("name: desk", "name: other-desk"));
    await().until(() -> browser.get("/v1/about").status() == 401);
  }

  @Test
  void aPersonThatIsGoneIsNobodyAfterAReload() throws IOException {
    signIn();
    assertThat(browser.get(SignInApi.PATH).body()).contains("Anna");
    String without =
        yaml("").replace("anna: {name: Anna <Weber>}, ", "").replace("person: anna", "person: bob");
    Files.writeString(folder.resolve("sluice.yaml"), without);
    await().until(() -> browser.get("/v1/about").status() == 401);
    assertThat(browser.get(SignInApi.PATH).body()).doesNotContain("Anna", "Bob");
  }

  /** What Anna has open must not become Bob's because her key is his now. */
  @Test
  void aKeyThatGoesToAnotherPersonTakesNoSessionAlong() throws IOException {
    signIn();
    Files.writeString(
        folder.resolve("sluice.yaml"), yaml("").replace("person: anna", "person: bob"));
    await().until(() -> browser.get("/v1/about").status() == 401);
    assertThat(browser.get(SignInApi.PATH).body()).doesNotContain("signed in as");
  }

  /** Who has a page open that follows something, and has gone home, is idle all the same. */
  @Timeout(30)
  @Test
  void toFollowAStreamIsNoUseOfASession() throws IOException {
    signIn();
    Request follow =
        new Request.Builder()
            .url(gateway.http().url() + "/v1/stream")
            .header("Cookie", SESSION + "=" + browser.cookies().get(SESSION))
            .build();
    OkHttpClient client = new OkHttpClient.Builder().readTimeout(Duration.ofSeconds(30)).build();
    try (Response stream = client.newCall(follow).execute()) {
      assertThat(stream.code()).isEqualTo(200);
      assertThat(stream.body().source().readUtf8Line()).isNotNull();
      clock.advance(Duration.ofHours(11));
      publish();
      while (!String.valueOf(stream.body().source().readUtf8Line()).startsWith("event: event")) {
        assertThat(stream.body().source().exhausted()).isFalse();
      }
      clock.advance(Duration.ofHours(1));
      while (stream.body().source().readUtf8Line() != null) {
        assertThat(browser.cookies()).containsKey(SESSION);
      }
    }
  }

  /** As a page of the console does every two seconds. */
  @Test
  void aPageThatAsksByItselfWhatIsNewIsNoUseOfASession() {
    signIn();
    clock.advance(Duration.ofHours(11));
    assertThat(browser.get("/v1/about", Map.of("HX-Request", "true")).status()).isEqualTo(200);
    clock.advance(Duration.ofHours(1));
    assertThat(browser.get("/v1/about", Map.of("HX-Request", "true")).status()).isEqualTo(401);
  }

  private void publish() {
    Map<String, String> headers =
        Map.of(
            "Authorization",
            "Bearer shop-0123456789abcdef0123456789",
            "Content-Type",
            "application/cloudevents+json");
    String event = "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/shop\",\"type\":\"z\"}";
    assertThat(
            gateway
                .http()
                .send("POST", "/v1/events", headers, event.getBytes(StandardCharsets.UTF_8))
                .status())
        .isEqualTo(202);
  }

  @Test
  void anAnswerToASessionIsKeptNowhere() {
    signIn();
    assertThat(browser.get("/v1/about").headers().get("Cache-Control")).isEqualTo("no-store");
  }

  @Test
  void whoeverFailsTooOftenHasToWait() {
    for (int i = 0; i < 10; i++) {
      assertThat(browser.signIn("desk", "wrong").status()).isEqualTo(401);
    }
    Answer refused = browser.signIn("desk", "wrong");
    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.headers().get("Retry-After")).isEqualTo("31");
    assertThat(browser.cookies()).doesNotContainKey(SESSION);
    assertThat(browser.signIn("nobody", "wrong").status()).as("another name").isEqualTo(401);

    clock.advance(Duration.ofSeconds(31));
    assertThat(browser.signIn("desk", "wrong").status()).isEqualTo(401);
    assertThat(gateway.http().send("GET", "/metrics", AS_DESK, null).body())
        .contains("sluice_signins_failed_total 13.0");
  }

  /** Or else anybody could keep Anna out by failing in her name, and all who share a proxy. */
  @Test
  void whoHasTheKeyComesInHoweverManyHaveFailed() {
    for (int i = 0; i < 30; i++) {
      assertThat(browser.signIn("desk", "wrong").status()).isIn(401, 429);
    }
    assertThat(signIn().status()).isEqualTo(303);
  }

  @Test
  void manyNamesFromOneAddressHaveToWaitToo() {
    for (int i = 0; i < 20; i++) {
      assertThat(browser.signIn("name-" + i, "wrong").status()).isEqualTo(401);
    }
    assertThat(browser.signIn("another", "wrong").status()).isEqualTo(429);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "application/x-www-form-urlencoded; charset=x|csrf=a|400",
        "application/x-www-form-urlencoded; charset=utf-16|csrf=a|400",
        "application/x-www-form-urlencoded; boundary=x|csrf=a|400",
        "application/x-www-form-urlencoded|csrf=%zz&key=%|400",
        "application/x-www-form-urlencoded;charset=UTF-8|SAID|303",
        "application/x-www-form-urlencoded; charset=\"utf-8\"|SAID|303",
      })
  void whatIsNoFormOfOursIsRefused(String type, String form, int status) {
    String csrf = String.valueOf(Browser.form(browser.get(SignInApi.PATH)).get("csrf"));
    String said = "csrf=" + csrf + "&name=desk&key=" + KEY;
    String answer =
        gateway
            .http()
            .raw(
                "POST /console/sign-in HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                    + "Cookie: sluice-form="
                    + browser.cookies().get("sluice-form")
                    + "\r\nContent-Type: "
                    + type
                    + "\r\nContent-Length: "
                    + form.replace("SAID", said).length()
                    + "\r\n\r\n"
                    + form.replace("SAID", said));
    assertThat(answer).startsWith("HTTP/1.1 " + status);
  }

  @Test
  void signingInIsNoFailureHoweverOften() {
    for (int i = 0; i < 25; i++) {
      assertThat(new Browser(gateway.http()).signIn("desk", KEY).status()).isEqualTo(303);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "/console\\@evil.example",
        "javascript:alert(1)",
        "/v1/about",
        "/console\r\nSet-Cookie: a=b",
        "/consoles",
        "/console/a b",
        "/console?a=\"><script>",
        "/console?a=\\",
        LONG
      })
  void nobodyIsSentAwayFromTheConsole(String next) {
    Map<String, String> fields = new HashMap<>(Browser.form(browser.get(SignInApi.PATH)));
    fields.putAll(Map.of("name", "desk", "key", KEY, "next", next));
    assertThat(browser.post(SignInApi.PATH, fields).headers().get("Location"))
        .isEqualTo("/console");
  }

  @Test
  void thePageAskedForComesAfterSigningIn() {
    Map<String, String> fields =
        new HashMap<>(
            Browser.form(browser.get(SignInApi.PATH + "?next=/console/tasks/order-1:review")));
    fields.putAll(Map.of("name", "desk", "key", KEY));
    assertThat(browser.post(SignInApi.PATH, fields).headers().get("Location"))
        .isEqualTo("/console/tasks/order-1:review");
  }

  @Test
  void thePageIsAsDarkAsTheConsole() {
    assertThat(browser.get(SignInApi.PATH).body()).contains("data-theme=\"auto\"");
    browser.cookies().put("sluice-theme", "dark");
    assertThat(browser.get(SignInApi.PATH).body()).contains("data-theme=\"dark\"");
    browser.cookies().put("sluice-theme", "x");
    assertThat(browser.get(SignInApi.PATH).body()).contains("data-theme=\"auto\"");
  }

  /** Browsers send some signs as they are. */
  @Test
  void aFilteredPageComesAfterSigningInAsItWas() {
    String next = "/console/events?type=order.*&subject=(a)!'b',c@d;$&id=%22e+f%22";
    Map<String, String> fields = new HashMap<>(Browser.form(browser.get(SignInApi.PATH)));
    fields.putAll(Map.of("name", "desk", "key", KEY, "next", next));
    assertThat(browser.post(SignInApi.PATH, fields).headers().get("Location")).isEqualTo(next);
  }

  @Test
  void thePageLoadsAndRunsNothingAndEscapesWhatItShows() {
    Map<String, String> fields = new HashMap<>(Browser.form(browser.get(SignInApi.PATH)));
    fields.putAll(Map.of("name", "\"><script>alert(1)</script>", "key", "x"));
    Answer page = browser.post(SignInApi.PATH, fields);
    assertThat(page.body()).doesNotContain("<script").contains("&quot;&gt;&lt;script&gt;");
    assertThat(page.headers().get("Content-Security-Policy")).startsWith("default-src 'none'");
    assertThat(page.headers().get("Cache-Control")).isEqualTo("no-store");
    assertThat(page.headers().get("X-Frame-Options")).isEqualTo("DENY");
  }

  @Test
  void byHttpsTheCookiesAreOfThisHostAndEncryptedConnectionsAlone() {
    gateway.close();
    start(yaml("publicUrl: https://sluice.example.com\n"));
    Answer in = signIn();
    assertThat(in.headers().values("Set-Cookie"))
        .anyMatch(cookie -> cookie.startsWith("__Host-" + SESSION) && cookie.endsWith("; Secure"));
    assertThat(browser.cookies()).doesNotContainKey(SESSION);
    assertThat(browser.get("/v1/about").status()).isEqualTo(200);
    browser.cookies().put(SESSION, String.valueOf(browser.cookies().remove("__Host-" + SESSION)));
    assertThat(browser.get("/v1/about").status()).as("under the plain name").isEqualTo(401);
  }
}
