package dev.sluice.gateway.edge;

import static dev.sluice.gateway.edge.Raw.bytes;
import static dev.sluice.gateway.edge.Raw.readable;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.edge.Http.Answer;
import io.javalin.http.Handler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
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
}
