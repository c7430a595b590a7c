package dev.sluice.gateway.edge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.gateway.edge.Http.Answer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What whoever has signed in may, and for how long, over real HTTP. */
class SessionsOverHttpTest extends SignInCase {

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
  void aSessionMayNoMoreThanItsKey() {
    browser.signIn("shop", "shop-0123456789abcdef0123456789");
    Answer answer = browser.get("/v1/about");
    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.json().get("detail").asText()).contains("who has signed in lacks");
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
}
