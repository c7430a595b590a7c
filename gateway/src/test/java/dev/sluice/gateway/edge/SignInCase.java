package dev.sluice.gateway.edge;

import dev.sluice.gateway.TestGateway;
import dev.sluice.gateway.edge.Http.Answer;
import dev.sluice.gateway.journal.TestClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A gateway whose keys are people's, and a browser at its door. */
@SuppressWarnings("NullAway.Init") // Opened before each.
abstract class SignInCase {

  static final String KEY = "anna-0123456789abcdef0123456789";
  static final String CSRF = "X-CSRF-Token";
  static final String SESSION = "sluice-session";
  static final Map<String, String> AS_DESK = Map.of("Authorization", "Bearer " + KEY);
  static final String PAUSE = "/v1/routes/r/pause";
  static final String WORKER = "worker-0123456789abcdef0123456789";

  @TempDir Path folder;
  final TestClock clock = new TestClock(Instant.parse("2026-11-22T09:00:00Z"));
  TestGateway gateway;
  Browser browser;

  @BeforeEach
  void open() throws IOException {
    Files.writeString(folder.resolve("desk"), KEY);
    Files.writeString(folder.resolve("shop"), "shop-0123456789abcdef0123456789");
    Files.writeString(folder.resolve("worker"), WORKER);
    start(yaml(""));
  }

  void start(String yaml) {
    gateway = TestGateway.start(folder, yaml, clock);
    browser = new Browser(gateway.http());
  }

  @AfterEach
  void close() {
    gateway.close();
  }

  static String yaml(String access) {
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

  Answer signIn() {
    return browser.signIn("desk", KEY);
  }

  String csrf() {
    return String.valueOf(Browser.form(browser.get(SignInApi.PATH)).get("csrf"));
  }
}
