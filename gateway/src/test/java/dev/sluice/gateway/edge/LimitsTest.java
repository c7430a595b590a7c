package dev.sluice.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.gateway.edge.Http.Answer;
import io.javalin.http.Handler;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the server bears, over a raw socket and with short time-outs. */
@Timeout(60)
class LimitsTest {

  private static final String HEAD =
      "POST /body HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n";

  static Edge edge;
  static Http http;
  static ScheduledExecutorService drops;

  @BeforeAll
  static void start() {
    Handler read = ctx -> ctx.result("read " + Body.read(ctx).length);
    Edge.Api body =
        routes -> {
          routes.post("/body", read, Role.open);
          routes.post(EventsApi.PATH, read, Role.open);
          routes.put(EventsApi.PATH, read, Role.open);
        };
    edge =
        Edge.open(
            new Edge.Address("127.0.0.1", 0),
            Access::thisMachineOnly,
            Edge.threads(),
            List.of(body),
            new Edge.Limits(8 * 1024, Duration.ofSeconds(20), Duration.ofSeconds(1), 8 << 20));
    http = new Http(edge.url(), edge.port());
    drops = Executors.newSingleThreadScheduledExecutor();
  }

  @AfterAll
  static void stop() {
    drops.shutdownNow();
    edge.close();
  }

  @Test
  void aBodyThatTricklesIsCutOff() throws IOException {
    assertThat(trickle(HEAD + "Content-Length: 1000\r\n\r\n"))
        .startsWith("HTTP/1.1 408")
        .contains("application/problem+json", "urn:sluice:problem:too-slow");
  }

  @Test
  void aBodyThatTricklesInChunksIsCutOff() throws IOException {
    assertThat(trickle(HEAD + "Transfer-Encoding: chunked\r\n\r\nfff\r\n"))
        .startsWith("HTTP/1.1 408")
        .contains("urn:sluice:problem:too-slow");
  }

  /** Lines are not waited for, but only where nobody waits for the body of them. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "POST /body|application/x-ndjson",
        "PUT /v1/events|application/x-ndjson",
        "POST /v1/events/x|application/x-ndjson",
        "POST /v1/events|application/x-ndjson;charset=utf-16",
        "POST /v1/events|application/x-ndjson\\r\\nCE-Type: t",
        "POST /v1/events|application/x-ndjson\\r\\nContent-Type: application/x-ndjson",
      })
  void whatOnlySaysThatItIsLinesIsCutOffToo(String request, String type) throws IOException {
    String head =
        request
            + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: "
            + type.replace("\\r", "\r").replace("\\n", "\n")
            + "\r\n";
    assertThat(trickle(head + "Content-Length: 1000\r\n\r\n")).startsWith("HTTP/1.1 408");
    assertThat(trickle(head + "Transfer-Encoding: chunked\r\n\r\nfff\r\n"))
        .startsWith("HTTP/1.1 408");
  }

  @Test
  void bodiesThatAreWaitedForHaveOneBoundTogether() throws IOException {
    Edge.Api body =
        routes ->
            routes.post("/body", ctx -> ctx.result("read " + Body.read(ctx).length), Role.open);
    Edge.Limits limits =
        new Edge.Limits(8 * 1024, Duration.ofSeconds(20), Duration.ofSeconds(20), 100_000);
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    String head = HEAD + "Content-Length: 90000\r\n\r\n";
    try (Edge narrow =
            Edge.open(
                new Edge.Address("127.0.0.1", 0),
                Access::thisMachineOnly,
                Edge.threads(),
                List.of(body),
                limits);
        Socket first = new Socket(InetAddress.getLoopbackAddress(), narrow.port());
        Socket second = new Socket(InetAddress.getLoopbackAddress(), narrow.port())) {
      narrow.bindTo(meters);
      first.setSoTimeout(15_000);
      first.getOutputStream().write(bytes(head + "x".repeat(80_000)));
      await().until(() -> waiting(meters, "keys") == 80_000);

      second.setSoTimeout(15_000);
      second.getOutputStream().write(bytes(head + "x".repeat(80_000)));
      assertThat(readUpTo("problem:too-busy", second.getInputStream()))
          .startsWith("HTTP/1.1 503")
          .contains("Retry-After: 5", "Connection: close");
      assertThat(meters.get("sluice.bodies.refused").tag("from", "keys").functionCounter().count())
          .isEqualTo(1);

      first.getOutputStream().write(bytes("x".repeat(10_000)));
      assertThat(new String(readable(first.getInputStream()), StandardCharsets.UTF_8))
          .endsWith("read 90000");
      assertThat(waiting(meters, "keys")).isZero();
      assertThat(new Http(narrow.url(), narrow.port()).raw(head + "x".repeat(90_000)))
          .endsWith("read 90000");
    }
  }

  @Test
  void strangersTakeNoRoomFromThoseWhoHaveAKey() throws IOException {
    Handler read = ctx -> ctx.result("read " + Body.read(ctx).length);
    Edge.Api body =
        routes -> {
          routes.post("/body", read, Role.publish);
          routes.post("/hooks/{source}", read, Role.open);
        };
    Access keys = Access.keys(List.of(new Access.Key("shop", "secret", Set.of(Role.publish))));
    Edge.Limits limits =
        new Edge.Limits(8 * 1024, Duration.ofSeconds(20), Duration.ofSeconds(20), 100_000);
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    String length = "Host: localhost\r\nContent-Length: 90000\r\n";
    try (Edge guarded =
            Edge.open(
                new Edge.Address("127.0.0.1", 0),
                () -> keys,
                Edge.threads(),
                List.of(body),
                limits);
        Socket stranger = new Socket(InetAddress.getLoopbackAddress(), guarded.port());
        Socket hook = new Socket(InetAddress.getLoopbackAddress(), guarded.port());
        Socket known = new Socket(InetAddress.getLoopbackAddress(), guarded.port())) {
      guarded.bindTo(meters);
      stranger.setSoTimeout(15_000);
      stranger
          .getOutputStream()
          .write(bytes("POST /body HTTP/1.1\r\n" + length + "\r\n" + "x".repeat(80_000)));
      assertThat(readUpTo("problem:unauthorized", stranger.getInputStream()))
          .startsWith("HTTP/1.1 401");
      assertThat(waiting(meters, "keys")).isZero();

      hook.getOutputStream()
          .write(bytes("POST /hooks/hub HTTP/1.1\r\n" + length + "\r\n" + "x".repeat(80_000)));
      await().until(() -> waiting(meters, "hooks") == 80_000);
      known.setSoTimeout(15_000);
      known
          .getOutputStream()
          .write(
              bytes(
                  "POST /body HTTP/1.1\r\n"
                      + length
                      + "Authorization: Bearer secret\r\n\r\n"
                      + "x".repeat(80_000)));
      await().until(() -> waiting(meters, "keys") == 80_000);
      known.getOutputStream().write(bytes("x".repeat(10_000)));
      assertThat(readUpTo("read 9000", known.getInputStream())).startsWith("HTTP/1.1 200");
    }
  }

  /**
   * Whoever is not known signs in with a form, and waits with nothing else whatever his cookies.
   */
  @Test
  void strangersWithACookieTakeNoRoomAndToSignInAForms() throws IOException {
    Handler read = ctx -> ctx.result("read " + Body.read(ctx).length);
    Edge.Api body =
        routes -> {
          routes.post("/body", read, Role.publish);
          routes.post(SignInApi.PATH, read, Role.open);
        };
    Access keys = Access.keys(List.of(new Access.Key("shop", "secret", Set.of(Role.publish))));
    Edge.Limits limits =
        new Edge.Limits(8 * 1024, Duration.ofSeconds(20), Duration.ofSeconds(20), 200_000);
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    String length =
        "Host: localhost\r\nContent-Length: 190000\r\nCookie: x=1; sluice-session=%s\r\n"
            .formatted("B".repeat(43));
    try (Edge guarded =
            Edge.open(
                new Edge.Address("127.0.0.1", 0),
                () -> keys,
                Edge.threads(),
                List.of(body),
                limits);
        Socket stranger = new Socket(InetAddress.getLoopbackAddress(), guarded.port());
        Socket large = new Socket(InetAddress.getLoopbackAddress(), guarded.port());
        Socket form = new Socket(InetAddress.getLoopbackAddress(), guarded.port())) {
      guarded.bindTo(meters);
      stranger.setSoTimeout(15_000);
      stranger
          .getOutputStream()
          .write(bytes("POST /body HTTP/1.1\r\n" + length + "\r\n" + "x".repeat(80_000)));
      assertThat(readUpTo("problem:unauthorized", stranger.getInputStream()))
          .startsWith("HTTP/1.1 401");

      String signIn = "POST /console/sign-in HTTP/1.1\r\n" + length + "\r\n";
      large.setSoTimeout(15_000);
      large.getOutputStream().write(bytes(signIn + "x".repeat(80_000)));
      assertThat(readUpTo("problem:too-large", large.getInputStream())).startsWith("HTTP/1.1 413");
      form.getOutputStream().write(bytes(signIn + "x".repeat(60_000)));
      await().until(() -> waiting(meters, "console") == 60_000);
      assertThat(waiting(meters, "keys")).isZero();
    }
  }

  /**
   * Who answers by a link has neither key nor session, and a browser may send head and form apart.
   */
  @Test
  void theAnswerByALinkIsWaitedForApartAsAForm() throws IOException {
    Handler read = ctx -> ctx.result("read " + Body.read(ctx).length);
    Edge.Api body = routes -> routes.post("/t/{token}", read, Role.open);
    Access keys = Access.keys(List.of(new Access.Key("shop", "secret", Set.of(Role.publish))));
    Edge.Limits limits =
        new Edge.Limits(8 * 1024, Duration.ofSeconds(20), Duration.ofSeconds(20), 200_000);
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    String head = "POST /t/x HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n";
    try (Edge guarded =
            Edge.open(
                new Edge.Address("127.0.0.1", 0),
                () -> keys,
                Edge.threads(),
                List.of(body),
                limits);
        Socket form = new Socket(InetAddress.getLoopbackAddress(), guarded.port());
        Socket large = new Socket(InetAddress.getLoopbackAddress(), guarded.port())) {
      guarded.bindTo(meters);
      form.setSoTimeout(15_000);
      form.getOutputStream().write(bytes(head + "Content-Length: 10\r\n\r\nhalf"));
      await().until(() -> waiting(meters, "links") == 4);
      assertThat(waiting(meters, "keys") + waiting(meters, "console")).isZero();
      large.setSoTimeout(15_000);
      large
          .getOutputStream()
          .write(bytes(head + "Content-Length: 190000\r\n\r\n" + "x".repeat(80_000)));
      assertThat(readUpTo("problem:too-large", large.getInputStream())).startsWith("HTTP/1.1 413");
      form.getOutputStream().write(bytes("x".repeat(6)));
      assertThat(new String(readable(form.getInputStream()), StandardCharsets.UTF_8))
          .startsWith("HTTP/1.1 200")
          .endsWith("read 10");
    }
  }

  /** Whoever is asked may answer, and most clients send the head before the body. */
  @Test
  void aBodyOfWhoMayOnlyReadIsWaitedForApart() throws IOException {
    Handler read = ctx -> ctx.result("read " + Body.read(ctx).length);
    Edge.Api body = routes -> routes.post("/body", read, Role.known);
    Access keys = Access.keys(List.of(new Access.Key("asked", "secret", Set.of(Role.read))));
    Edge.Limits limits =
        new Edge.Limits(8 * 1024, Duration.ofSeconds(20), Duration.ofSeconds(20), 100_000);
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    String head =
        "POST /body HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
            + "Content-Length: 10\r\nAuthorization: Bearer secret\r\n\r\n";
    try (Edge guarded =
            Edge.open(
                new Edge.Address("127.0.0.1", 0),
                () -> keys,
                Edge.threads(),
                List.of(body),
                limits);
        Socket asked = new Socket(InetAddress.getLoopbackAddress(), guarded.port())) {
      guarded.bindTo(meters);
      asked.setSoTimeout(15_000);
      asked.getOutputStream().write(bytes(head + "x".repeat(4)));
      await().until(() -> waiting(meters, "readers") == 4);
      assertThat(waiting(meters, "keys")).isZero();
      asked.getOutputStream().write(bytes("x".repeat(6)));
      assertThat(new String(readable(asked.getInputStream()), StandardCharsets.UTF_8))
          .startsWith("HTTP/1.1 200")
          .endsWith("read 10");
    }
  }

  private static double waiting(MeterRegistry meters, String from) {
    return meters.get("sluice.bodies.waiting").tag("from", from).gauge().value();
  }

  private static String readUpTo(String end, InputStream in) throws IOException {
    StringBuilder read = new StringBuilder();
    for (int next = in.read(); next >= 0 && read.indexOf(end) < 0; next = in.read()) {
      read.append((char) next);
    }
    return read.toString();
  }

  @Test
  void headersThatTrickleAreCutOff() throws IOException {
    assertThat(trickle("POST /body HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")).isEmpty();
  }

  @Test
  void aBodyThatStopsIsCutOffToo() {
    assertThat(http.raw(HEAD + "Content-Length: 1000\r\n\r\nhalf"))
        .startsWith("HTTP/1.1 408")
        .contains("urn:sluice:problem:too-slow");
  }

  /** A byte from time to time, until the server has had enough. */
  private static String trickle(String begin) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), edge.port())) {
      socket.setSoTimeout(15_000);
      socket.getOutputStream().write(bytes(begin));
      var drip = drops.scheduleAtFixedRate(() -> drop(socket), 100, 100, TimeUnit.MILLISECONDS);
      try {
        return new String(readable(socket.getInputStream()), StandardCharsets.UTF_8);
      } finally {
        drip.cancel(true);
      }
    }
  }

  private static void drop(Socket socket) {
    try {
      socket.getOutputStream().write('x');
    } catch (IOException closed) {
      throw new IllegalStateException("Enough", closed);
    }
  }

  /** A reset says no more than an end does. */
  private static byte[] readable(InputStream in) {
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    try {
      in.transferTo(read);
    } catch (SocketTimeoutException still) {
      throw new AssertionError("The connection is still open", still);
    } catch (IOException reset) {
      assertThat(reset).hasMessageContaining("reset");
    }
    return read.toByteArray();
  }

  @Test
  void aBodyThatIsDeclaredTooLargeIsAnsweredBeforeItComes() {
    assertThat(http.raw(HEAD + "Content-Length: 10000000000\r\n\r\n{"))
        .startsWith("HTTP/1.1 413")
        .contains("urn:sluice:problem:too-large");
  }

  @Test
  void aBodyWithoutALengthIsReadAndBounded() {
    assertThat(
            http.raw(HEAD + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n1\r\n!\r\n0\r\n\r\n"))
        .startsWith("HTTP/1.1 200")
        .endsWith("read 6");
    String megabyte = "100000\r\n" + "x".repeat(1 << 20) + "\r\n";
    assertThat(http.raw(HEAD + "Transfer-Encoding: chunked\r\n\r\n" + megabyte + "0\r\n\r\n"))
        .endsWith("read " + (1 << 20));
    assertThat(http.raw(HEAD + "Transfer-Encoding: chunked\r\n\r\n" + megabyte + megabyte))
        .startsWith("HTTP/1.1 413")
        .contains("urn:sluice:problem:too-large");
  }

  @Test
  void aBodyOfOneByteAtATimeIsReadToo() {
    assertThat(
            http.raw(
                HEAD
                    + "Transfer-Encoding: chunked\r\n\r\n"
                    + "1\r\nx\r\n".repeat(50_000)
                    + "0\r\n\r\n"))
        .endsWith("read 50000");
  }

  @Test
  void whoWritesFourMegabytesBeforeItReadsIsToldToo() {
    Answer answer = http.send("POST", "/body", Map.of(), new byte[4 << 20]);
    assertThat(answer.status()).isEqualTo(413);
    assertThat(answer.problem()).isEqualTo("too-large");
  }

  @Test
  void whoAsksBeforeItSendsIsToldToGoOn() throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), edge.port())) {
      socket.setSoTimeout(10_000);
      socket
          .getOutputStream()
          .write(bytes(HEAD + "Content-Length: 5\r\nExpect: 100-continue\r\n\r\n"));
      byte[] goOn = socket.getInputStream().readNBytes(25);
      assertThat(new String(goOn, StandardCharsets.UTF_8))
          .isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
      socket.getOutputStream().write(bytes("hello"));
      assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
          .startsWith("HTTP/1.1 200")
          .endsWith("read 5");
    }
  }

  @Test
  void whoAsksBeforeItSendsTooMuchIsToldNo() {
    assertThat(http.raw(HEAD + "Content-Length: 2000000\r\nExpect: 100-continue\r\n\r\n"))
        .startsWith("HTTP/1.1 413")
        .contains("urn:sluice:problem:too-large");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Expect: 200-ok|417",
        "Content-Length: 5\\r\\nTransfer-Encoding: chunked|400",
        "Content-Length: 5\\r\\nContent-Length: 6|400",
        "Content-Length: -1|400",
        "Transfer-Encoding: cow|400",
      })
  void whatIsNotClearlyOneRequestIsAProblem(String header, int status) {
    assertThat(http.raw(HEAD + header.replace("\\r", "\r").replace("\\n", "\n") + "\r\n\r\n"))
        .startsWith("HTTP/1.1 " + status)
        .contains("application/problem+json");
  }

  @Test
  void manySmallHeadersAreTooLargeTogether() {
    assertThat(http.raw(HEAD + "X-Many: and more\r\n".repeat(1000) + "\r\n"))
        .startsWith("HTTP/1.1 431")
        .contains("urn:sluice:problem:headers-too-large");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
