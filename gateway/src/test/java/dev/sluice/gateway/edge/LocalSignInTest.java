package dev.sluice.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.TestGateway;
import dev.sluice.gateway.edge.Http.Answer;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Without keys this machine alone is served, and it may not be clear who sits there. */
class LocalSignInTest {

  private static final String PAUSE = "/v1/routes/r/pause";

  @TempDir private Path folder;

  private TestGateway start(String members) {
    return TestGateway.start(
        folder,
        """
        people: {members: {%s}}
        routes:
          - {name: r, on: x, publish: {type: y}}
        """
            .formatted(members),
        Clock.systemUTC());
  }

  private static String pausedBy(Browser browser, Map<String, String> headers) {
    Answer paused = browser.send("POST", PAUSE, headers, "{}");
    assertThat(paused.status()).isEqualTo(200);
    return paused.json().get("pausedBy").asText();
  }

  @Test
  void whoeverCallsIsLocalAlsoWhereOneMemberIsKnown() {
    try (TestGateway gateway = start("anna: {name: Anna}")) {
      assertThat(pausedBy(new Browser(gateway.http()), Map.of())).isEqualTo("local");
    }
  }

  @Test
  void theOnlyMemberMayBeActedAs() {
    try (TestGateway gateway = start("anna: {name: Anna}")) {
      Browser browser = new Browser(gateway.http());
      Answer page = browser.get(SignInApi.PATH);
      assertThat(page.body()).contains("Act as Anna");
      assertThat(browser.post(SignInApi.PATH, Browser.form(page)).status()).isEqualTo(303);
      String csrf = String.valueOf(Browser.form(browser.get(SignInApi.PATH)).get("csrf"));
      assertThat(pausedBy(browser, Map.of("X-CSRF-Token", csrf))).isEqualTo("anna");
    }
  }

  @Test
  void ofTwoMembersNobodyMaySayWhoHeIs() {
    Browser browser;
    try (TestGateway gateway = start("anna: {name: Anna}")) {
      browser = new Browser(gateway.http());
      browser.post(SignInApi.PATH, Browser.form(browser.get(SignInApi.PATH)));
    }
    try (TestGateway gateway = start("anna: {name: Anna}, bob: {name: Bob}")) {
      Browser after = new Browser(gateway.http());
      after.cookies().putAll(browser.cookies());
      assertThat(pausedBy(after, Map.of())).isEqualTo("local");
      Browser fresh = new Browser(gateway.http());
      Answer page = fresh.get(SignInApi.PATH);
      assertThat(page.body()).doesNotContain("Act as", "name=\"key\"");
      String value = "B".repeat(43);
      fresh.cookies().put("sluice-form", value);
      Map<String, String> fields = new HashMap<>(Map.of("csrf", Csrf.of(value), "as", "anna"));
      assertThat(fresh.post(SignInApi.PATH, fields).status()).isEqualTo(401);
    }
  }
}
