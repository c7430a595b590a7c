package dev.sluice.gateway.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.gateway.OrderGateway;
import dev.sluice.gateway.Orders;
import dev.sluice.gateway.edge.Http.Answer;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a person does on the pages, as a browser without a script sends it. */
class ConsoleActsTest {

  @TempDir static Path folder;
  @RegisterExtension static final OrderGateway gateway = new OrderGateway(() -> folder);

  private final Clicks clicks = new Clicks(gateway.url());

  @Test
  void aRouteIsPausedAndResumed() {
    Answer paused = form("/console/routes/order-cancel/pause", "");
    assertThat(paused.status()).isEqualTo(200);
    assertThat(paused.body()).contains("The route is paused", "Paused by local", "Resume");
    assertThat(gateway.get("/v1/routes/order-cancel").json().get("state").asText())
        .isEqualTo("paused");
    assertThat(form("/console/routes/order-cancel/resume", "").body())
        .contains("The route is resumed");
    assertThat(gateway.get("/v1/routes/order-cancel").json().get("state").asText())
        .isEqualTo("running");
    assertThat(form("/console/routes/order-cancl/pause", "").body()).contains("Did you mean");
  }

  @Test
  void aDeadLetterIsLookedAtTriedAgainAndPutAway() {
    String id = dead("acted");
    String one = "/console/dead-letters/one";
    assertThat(clicks.get("/console/dead-letters?route=order").body())
        .contains("idFailed", one + "?id=" + id);
    String page = gateway.get(one + "?id=" + id).body();
    assertThat(page).contains("idFailed", "Redrive", "Discard");

    Answer again = form(one + "/redrive?id=" + id, "");
    assertThat(again.body()).contains("It still cannot be done", "redrive by local");
    assertThat(form(one + "/discard?id=" + id, "reason=++").status()).isEqualTo(400);
    assertThat(form(one + "/discard?id=" + id, "reason=a+%3Cb%3Etest").body())
        .contains("It is put away", "a &lt;b", "discarded")
        .doesNotContain("<b>test", "Try it again");
    assertThat(form(one + "/discard?id=" + id, "reason=again").body())
        .contains("Nothing was changed");
    assertThat(clicks.get("/console/events/" + id.split(":", 2)[0]).body())
        .contains(one + "?id=" + id);
  }

  @Test
  void aNoticeIsSaidOnceAndNeverByALink() {
    Answer paused = form("/console/routes/order-cancel/pause", "");
    assertThat(paused.body()).contains("class=\"notice\"");
    assertThat(clicks.get("/console/routes").body()).doesNotContain("class=\"notice\"");
    form("/console/routes/order-cancel/resume", "");
    assertThat(new Clicks(gateway.url()).get("/console/routes?done=paused").body())
        .doesNotContain("The route is paused");
  }

  @Test
  void aFormThatWasRefusedLeadsBackToAPageThatIsThere() {
    Answer refused = form("/console/dead-letters/one/discard?id=" + dead("lost"), "reason=");
    assertThat(refused.status()).isEqualTo(400);
    String back =
        Pattern.compile("name=\"back\" value=\"([^\"]+)\"")
            .matcher(refused.body())
            .results()
            .findFirst()
            .orElseThrow()
            .group(1);
    assertThat(clicks.get(back).status()).isEqualTo(200);
  }

  @Test
  void allThatAFilterNamesAreTriedAgainAfterALookAtWhatWouldCome() {
    dead("bulk");
    String page = clicks.get("/console/dead-letters/redrive?reason=idFailed").body();
    assertThat(page).contains("cannot be done as things are", "idFailed");
    String id =
        Pattern.compile("name=\"id\" value=\"([^\"]+)\"")
            .matcher(page)
            .results()
            .findFirst()
            .orElseThrow()
            .group(1);
    String path = "/console/dead-letters/redrive?reason=idFailed";
    assertThat(form(path, "id=" + id + "&rate=0").status()).isEqualTo(400);
    assertThat(form(path, "id=nonsense&rate=10").status()).isEqualTo(400);
    assertThat(form(path, "id=" + id + "&rate=1000").body()).contains("1000 a second");
    assertThat(form(path, "id=" + id + "&rate=7").body())
        .as("a second click")
        .contains("1000 a second");
    await()
        .until(
            () -> clicks.get("/console/dead-letters/redrives/" + id).body(),
            report ->
                report.contains(">done<") && report.contains("could not be done as things are"));
  }

  @ParameterizedTest
  @CsvSource({
    "Origin, http://localhost:1",
    "Origin, null",
    "Sec-Fetch-Site, cross-site",
    "Sec-Fetch-Site, same-site"
  })
  void aFormOfAnotherSiteIsRefused(String header, String value) {
    Answer refused = form("/console/routes/order/pause", "", Map.of(header, value));
    assertThat(refused.status()).isEqualTo(403);
    assertThat(gateway.get("/v1/routes/order").json().get("state").asText()).isEqualTo("running");
    String own = gateway.url();
    assertThat(
            form(
                    "/console/settings",
                    "theme=auto",
                    Map.of("Origin", own, "Sec-Fetch-Site", "same-origin"))
                .status())
        .isEqualTo(200);
  }

  @Test
  void aBrowserThatSaysItIsOurPageIsBelievedWhateverAProxyMadeOfTheName() {
    // Loopback has many names: the door lets all of them in, and a proxy is one that changes it.
    Map<String, String> proxied = Map.of("Origin", "http://127.0.0.2:1");
    assertThat(form("/console/settings", "theme=auto", proxied).status()).isEqualTo(403);
    Map<String, String> said =
        Map.of("Origin", "http://127.0.0.2:1", "Sec-Fetch-Site", "same-origin");
    assertThat(form("/console/settings", "theme=auto", said).status()).isEqualTo(200);
  }

  @Test
  void theThemeIsKeptAndLeadsBackToWhereItWasChosen() {
    assertThat(clicks.get("/console/health").body()).contains("data-theme=\"auto\"");
    String dark = form("/console/settings", "theme=dark&back=%2Fconsole%2Fhealth").body();
    assertThat(dark).contains("data-theme=\"dark\"", "data-keys=\"on\"", "<h1>Health");
    clicks.cookies().put("sluice-theme", "x\"><b>");
    assertThat(clicks.get("/console/health").body()).contains("data-theme=\"auto\"");
    String head = raw("theme=dark&back=%2Fconsole%2Fhealth%3Fa%3Db");
    assertThat(head)
        .contains("303", "Location: ", "/console/health?a=b")
        .contains("Set-Cookie: sluice-theme=dark; Path=/console;", "HttpOnly", "SameSite=Lax");
  }

  @Test
  void theKeyThatGoesToTheFilterCanBeSwitchedOff() {
    assertThat(form("/console/settings", "keys=off").body()).contains("data-keys=\"off\"");
    assertThat(clicks.get("/console/health").body()).contains("data-keys=\"off\"");
    assertThat(form("/console/settings", "keys=on").body()).contains("data-keys=\"on\"");
  }

  @ParameterizedTest
  @CsvSource({
    "https%3A%2F%2Fevil.example%2F",
    "%2F%2Fevil.example",
    "%2Fconsole.evil.example",
    "%2Fconsole%2F%0d%0aX-Evil%3A1"
  })
  void theThemeLeadsNowhereElse(String back) {
    assertThat(raw("theme=dark&back=" + back))
        .contains("/console/events")
        .doesNotContain("evil", "X-Evil");
  }

  private static String raw(String form) {
    return gateway.raw(
        "POST /console/settings HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
            + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: "
            + form.length()
            + "\r\n\r\n"
            + form);
  }

  private Answer form(String path, String fields) {
    return clicks.form(path, fields);
  }

  private Answer form(String path, String fields, Map<String, String> headers) {
    return clicks.form(path, fields, headers);
  }

  /** No start may have an id as a new attempt has. */
  private static String dead(String note) {
    return gateway.post("/v1/events", Orders.placed(note + "~2")).json().get("eid").asText()
        + ":order";
  }
}
