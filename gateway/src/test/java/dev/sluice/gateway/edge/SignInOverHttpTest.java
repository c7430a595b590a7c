package dev.sluice.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.edge.Http.Answer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Signing in by a key, over real HTTP. */
class SignInOverHttpTest extends SignInCase {

  private static final String TEN = "/123456789";

  private static final String HUNDRED = TEN + TEN + TEN + TEN + TEN + TEN + TEN + TEN + TEN + TEN;

  private static final String THOUSAND =
      HUNDRED + HUNDRED + HUNDRED + HUNDRED + HUNDRED + HUNDRED + HUNDRED + HUNDRED + HUNDRED
          + HUNDRED;

  private static final String LONG = "/console" + THOUSAND + THOUSAND;

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
