package dev.sluice.gateway.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.TestGateway;
import dev.sluice.gateway.edge.Http;
import dev.sluice.gateway.edge.Http.Answer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may do what in the console, written a second time and by hand. */
class ConsoleRolesTest {

  private static final String TABLE =
      """
      GET  /console                               read
      GET  /console/events                        read
      GET  /console/events/{eid}                  read
      GET  /console/tasks                         read
      GET  /console/tasks/one                     read
      POST /console/tasks/one/decision            read
      POST /console/tasks/one/delegate            read
      POST /console/tasks/one/take-back           read
      POST /console/tasks/one/people              read
      POST /console/tasks/one/comments            read
      GET  /console/runs                          read
      GET  /console/runs/one                      read
      POST /console/runs/one/cancel               operate
      POST /console/runs/one/attempts             operate
      GET  /console/dead-letters                  read
      GET  /console/dead-letters/redrive          operate
      POST /console/dead-letters/redrive          operate
      GET  /console/dead-letters/redrives/{id}    read
      GET  /console/dead-letters/one              read
      POST /console/dead-letters/one/redrive      operate
      POST /console/dead-letters/one/discard      operate
      GET  /console/routes                        read
      POST /console/routes/{name}/pause           operate
      POST /console/routes/{name}/resume          operate
      GET  /console/sources                       read
      GET  /console/health                        read
      GET  /console/assets/{name}                 open
      POST /console/settings                      open
      """;

  private static final String RAW =
      " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";

  @TempDir static Path folder;
  static TestGateway gateway;
  static Http http;

  @BeforeAll
  static void start() throws IOException {
    for (String role : List.of("publish", "read", "operate")) {
      Files.writeString(folder.resolve(role), key(role));
    }
    String yaml =
        """
        access:
          publicUrl: https://Sluice.example.com:443
          keys:
            - {name: publish, key: 'file:publish', roles: [publish]}
            - {name: read, key: 'file:read', roles: [read]}
            - {name: operate, key: 'file:operate', roles: [read, operate]}
        routes:
          - {name: r, on: x, publish: {type: y}}
        """;
    gateway = TestGateway.start(folder, yaml, Clock.systemUTC());
    http = gateway.http();
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  static Stream<String> rows() {
    return TABLE.lines().map(line -> line.strip().replaceAll(" +", " "));
  }

  @Test
  void everyPageHasARow() {
    List<String> pages =
        gateway.routes().stream()
            .filter(each -> each.matches("\\w+ /console(?!/sign-).*"))
            .toList();
    assertThat(pages).containsExactlyInAnyOrderElementsOf(rows().toList());
  }

  @ParameterizedTest
  @MethodSource("rows")
  void eachPageIsForItsRoleAlone(String row) {
    String[] words = row.split(" ", 3);
    String path = words[1].replaceAll("\\{[^}]*}", "none");
    if (words[2].equals("open")) {
      assertThat(http.raw(words[0] + " " + path + RAW))
          .doesNotStartWith("HTTP/1.1 401")
          .doesNotStartWith("HTTP/1.1 403");
      return;
    }
    Answer stranger = call(words[0], path, null);
    assertThat(stranger.status()).isEqualTo(401);
    assertThat(stranger.body())
        .contains("<h1>", "/console/sign-in")
        .doesNotContain("<nav aria-label=\"Console\">");
    assertThat(call(words[0], path, "publish").status()).isEqualTo(403);
    assertThat(call(words[0], path, "read").status() == 403).isEqualTo(words[2].equals("operate"));
    assertThat(call(words[0], path, "operate").status()).isNotIn(401, 403);
  }

  @Test
  void aProgramIsAnsweredAsByTheApi() {
    Answer refused = http.get("/console/events");
    assertThat(refused.status()).isEqualTo(401);
    assertThat(refused.problem()).isEqualTo("unauthorized");
  }

  @Test
  void aFormOfThePublicUrlIsOursBehindAProxyThatReplacesTheName() {
    assertThat(settings("https://sluice.example.com")).contains(" 303 ");
    assertThat(settings("https://sluice.example.com:8443")).contains(" 403 ");
    assertThat(settings("https://evil.example.com")).contains(" 403 ");
    assertThat(settings("null")).contains(" 403 ");
    assertThat(settings("http://internal:8080")).as("called by that name").contains(" 303 ");
  }

  /** Strangers may send it as often as they like: it must be no error of ours. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Type: application/x-www-form-urlencoded; charset=x\r\nContent-Length: 10",
        "Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 10",
        "Content-Type: text/plain\r\nContent-Length: 10"
      })
  void whatIsNoFormOfOursIsRefused(String head) {
    assertThat(sent(head)).startsWith("HTTP/1.1 400 ");
  }

  @Test
  void whoeverGoesAwayWithinAFormIsAnsweredByNoErrorOfOurs() {
    assertThat(sent("Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 100"))
        .startsWith("HTTP/1.1 499 ");
  }

  private String sent(String head) {
    return http.raw(
        "POST /console/settings HTTP/1.1\r\nHost: internal:8080\r\nConnection: close\r\n"
            + head
            + "\r\n\r\ntheme=auto");
  }

  /** Each of these would take a turn and a thread. */
  @Test
  void anotherSitesPageMayLeadHereAndNotDrawUsIn() {
    String get =
        "GET /console/events HTTP/1.1\r\nHost: internal:8080\r\nConnection: close\r\n"
            + "Authorization: Bearer "
            + key("read")
            + "\r\nSec-Fetch-Site: cross-site\r\nSec-Fetch-Dest: ";
    assertThat(http.raw(get + "image\r\n\r\n")).startsWith("HTTP/1.1 403 ");
    assertThat(http.raw(get + "iframe\r\n\r\n")).startsWith("HTTP/1.1 403 ");
    assertThat(http.raw(get + "document\r\n\r\n")).startsWith("HTTP/1.1 200 ");
  }

  private static String settings(String origin) {
    return http.raw(
            "POST /console/settings HTTP/1.1\r\nHost: internal:8080\r\nConnection: close\r\n"
                + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 10\r\nOrigin: "
                + origin
                + "\r\n\r\ntheme=auto")
        .lines()
        .findFirst()
        .orElse("");
  }

  @Test
  void cookiesArePlainNowhereWherePeopleComeByHttps() {
    assertThat(
            http.raw(
                "POST /console/settings HTTP/1.1\r\nHost: internal:8080\r\nConnection: close\r\n"
                    + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 10"
                    + "\r\n\r\ntheme=dark"))
        .contains("sluice-theme=dark")
        .contains("SameSite=Lax; Secure");
  }

  @Test
  void whatSomebodyMayNotDoIsNotOffered() {
    assertThat(call("GET", "/console/routes", "read").body()).doesNotContain("/pause");
    assertThat(call("GET", "/console/routes", "operate").body())
        .contains("/console/routes/r/pause");
    assertThat(call("GET", "/console/sources", "read").body())
        .contains("role <code>operate</code>");
  }

  private static Answer call(String method, String path, @Nullable String role) {
    Map<String, String> headers = new HashMap<>();
    headers.put("Content-Type", "application/x-www-form-urlencoded");
    headers.put("Accept", "text/html");
    if (role != null) {
      headers.put("Authorization", "Bearer " + key(role));
    }
    return http.send(
        method,
        path,
        headers,
        method.equals("POST") ? "reason=x".getBytes(StandardCharsets.UTF_8) : null);
  }

  private static String key(String name) {
    return name + "-0123456789abcdef0123456789abcdef";
  }
}
