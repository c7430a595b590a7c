package dev.sluice.gateway.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.TestGateway;
import dev.sluice.gateway.edge.Http.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who has signed in sees and does in the pages what the key may, under a name. */
@SuppressWarnings("NullAway.Init") // Opened before each.
class ConsoleSignInTest {

  private static final String KEY = "anna-0123456789abcdef0123456789abcdef";

  @TempDir static Path folder;
  static TestGateway gateway;

  private Clicks clicks;

  @BeforeAll
  static void start() throws IOException {
    Files.writeString(folder.resolve("desk"), KEY);
    String yaml =
        """
        people: {members: {anna: {name: Anna <Weber>}}}
        access:
          keys: [{name: desk, key: 'file:desk', roles: [read, operate], person: anna}]
        routes:
          - {name: r, on: x, publish: {type: y}}
        """;
    gateway = TestGateway.start(folder, yaml, Clock.systemUTC());
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @BeforeEach
  void open() {
    clicks = new Clicks(gateway.http().url());
  }

  @Test
  void aStrangerIsLedToSignInAndFromThereWhereHeWantedToGo() {
    Answer stranger = clicks.get("/console/routes?from=here");
    assertThat(stranger.status()).isEqualTo(401);
    String way = first("href=\"(/console/sign-in[^\"]*)\"", stranger);
    Answer page = clicks.get(way);
    assertThat(page.body()).contains("class=\"alone card\"");
    assertThat(clicks.get(first("rel=\"stylesheet\" href=\"([^\"]+)\"", page)).status())
        .isEqualTo(200);
    assertThat(page.headers().get("Content-Security-Policy")).contains("style-src 'self'");
    assertThat(page.headers().get("Referrer-Policy")).isEqualTo("same-origin");

    Answer in = signIn(page);
    assertThat(in.status()).isEqualTo(200);
    assertThat(in.body()).contains("<h1>Routes</h1>", "Anna &lt;Weber&gt;", "Sign out");
    assertThat(in.body()).doesNotContain("<Weber>");
  }

  @Test
  void aFormSaysThePagesTokenOrIsRefused() {
    Answer routes = signIn(clicks.get("/console/sign-in?next=/console/routes"));
    Answer refused = clicks.form("/console/routes/r/pause", "");
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.body()).contains("<h1>", "csrf-missing");
    String csrf = "csrf=" + first("name=\"csrf\" value=\"([^\"]+)\"", routes);
    assertThat(clicks.form("/console/routes/r/pause", csrf).body())
        .contains("The route is paused", "Paused by anna");
    assertThat(clicks.form("/console/routes/r/resume", csrf).body())
        .contains("The route is resumed");

    clicks.form("/console/sign-out", csrf);
    assertThat(clicks.get("/console/routes").status()).isEqualTo(401);
  }

  private Answer signIn(Answer page) {
    String fields =
        "csrf=%s&next=%s&name=desk&key=%s"
            .formatted(
                first("name=\"csrf\" value=\"([^\"]*)\"", page),
                first("name=\"next\" value=\"([^\"]*)\"", page),
                KEY);
    return clicks.form("/console/sign-in", fields);
  }

  private static String first(String pattern, Answer page) {
    return Pattern.compile(pattern)
        .matcher(page.body())
        .results()
        .findFirst()
        .orElseThrow()
        .group(1)
        .replace("&amp;", "&");
  }
}
