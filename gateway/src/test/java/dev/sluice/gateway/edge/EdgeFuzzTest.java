package dev.sluice.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.TestGateway;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;

/**
 * Whatever bytes come over a socket: the answer is never a 500 and shows no inside, and it comes.
 */
class EdgeFuzzTest {

  private static final String SEED = "4213";
  private static final int PATIENCE_MILLIS = 15_000;

  private static final List<String> METHODS =
      List.of(
          "GET", "POST", "PUT", "DELETE", "OPTIONS", "HEAD", "PATCH", "TRACE", "G\u00e9T", "x", "");
  private static final List<String> PATHS =
      List.of(
          "/v1/events",
          "/v1/events",
          "/v1/events/x",
          "/v1/events?type=a&limit=%",
          "/v1/runs/a%2Fb",
          "/v1/runs/a/cancel",
          "/v1/tasks/a/decision",
          "/v1/tasks/a",
          "/v1/dead-letters/redrive",
          "/v1/dead-letters/x/discard",
          "/hooks/any",
          "/hooks/form",
          "/hooks/none",
          "/%00",
          "//",
          "*",
          "http://localhost/v1/about",
          "/v1/events?cursor=%F0%9F",
          "/v1/refusals?source=%ff",
          "/%2e%2e/");
  private static final List<String> HEADERS =
      List.of(
          "Content-Type: application/json",
          "Content-Type: application/x-ndjson",
          "Content-Type: application/cloudevents-batch+json",
          "Content-Type: application/cloudevents+json",
          "Content-Type: application/x-www-form-urlencoded",
          "Content-Encoding: gzip",
          "Content-Encoding: br",
          "Idempotency-Key: \"x",
          "Prefer: wait=99999999999999999999",
          "Prefer: wait=",
          "ce-id: %ff",
          "ce-specversion: 1.0",
          "ce-type: a",
          "ce-source: /s",
          "ce-time: yesterday",
          "Accept: application/x-ndjson",
          "Origin: https://evil.example",
          "Traceparent: 00-0-0-0",
          "Authorization: Basic x",
          "Authorization: Basic dXNlcjpwYXNz",
          "Last-Event-ID: x",
          "Transfer-Encoding: chunked",
          "Expect: nothing",
          "X-Api-Key: key",
          "Content-Type: \u0001",
          "Content-Type: text/plain; charset=none",
          "Range: bytes=0-");
  private static final List<String> BODIES =
      List.of(
          "",
          "{}",
          "[]",
          "{\"type\":\"a\"}",
          "{\"type\":\"a\",\"id\":\"1\"}\n{\"type\":\"b\"}\nnull\n",
          "[{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\"}]",
          "{\"filter\":{\"since\":\"x\"},\"rate\":1e99}",
          "{\"reason\":\"\\u0000\"}",
          "{\"decision\":\"approve\",\"comment\":7}",
          "payload=%7B%7D",
          "a=%",
          "5\r\nhello\r\n0\r\n\r\n",
          "{\"id\":\"a\",\"workflowId\":\"a\",\"state\":\"open\",\"question\":\"q\",\"tier\":\"t\"}");

  private static final Path FOLDER = folder();
  private static final TestGateway GATEWAY = gateway();

  private static Path folder() {
    try {
      Path folder = Files.createTempDirectory("fuzz");
      Files.writeString(folder.resolve("key"), "key");
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static TestGateway gateway() {
    String yaml =
        """
        sources:
          any: {verify: api-key, secrets: ['file:key']}
          form: {verify: api-key, secrets: ['file:key'], query: key}
        routes:
          - {name: all, on: "**", publish: {type: 'x${event.data.a}'}, when: has(event.data.a)}
        """;
    return TestGateway.start(FOLDER, yaml, Clock.systemUTC());
  }

  @AfterContainer
  static void stop() throws IOException {
    GATEWAY.close();
    try (Stream<Path> files = Files.walk(FOLDER)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  @Property(tries = 2500, seed = SEED)
  void noRequestIsAFailureOfOurs(@ForAll("seeds") long seed) {
    byte[] request = request(new Random(seed));
    assertThat(send(request))
        .as(() -> new String(request, StandardCharsets.ISO_8859_1))
        .satisfies(EdgeFuzzTest::isNoFailure);
  }

  @Property(tries = 500, seed = SEED)
  void noNoiseIsAFailureOfOurs(@ForAll byte[] noise) {
    assertThat(send(noise)).satisfies(EdgeFuzzTest::isNoFailure);
  }

  @Property(tries = 500, seed = SEED)
  void noGzipIsAFailureOfOurs(@ForAll("seeds") long seed) {
    Random random = new Random(seed);
    byte[] gzip = gzip(BODIES.get(random.nextInt(BODIES.size())));
    byte[] body = random.nextInt(4) == 0 ? gzip : changed(gzip, random);
    String head =
        "POST /"
            + (random.nextBoolean() ? "v1/events" : "hooks/any")
            + " HTTP/1.1\r\nHost: localhost\r\nX-Api-Key: key\r\nContent-Encoding: gzip\r\n"
            + "Content-Type: application/json\r\nContent-Length: "
            + body.length
            + "\r\n\r\n";
    assertThat(send(joined(head.getBytes(StandardCharsets.ISO_8859_1), body)))
        .satisfies(EdgeFuzzTest::isNoFailure)
        .startsWith("HTTP/1.1 ");
  }

  /** 501 and 505 say what HTTP we do not speak, 503 that nobody is there to do it. */
  private static void isNoFailure(String answer) {
    assertThat(answer)
        .doesNotContain("HTTP/1.1 500", "problem:unexpected", "\tat ", "Exception", "jetty");
  }

  @Provide
  Arbitrary<Long> seeds() {
    return Arbitraries.longs();
  }

  private static byte[] request(Random random) {
    byte[] body = BODIES.get(random.nextInt(BODIES.size())).getBytes(StandardCharsets.UTF_8);
    if (random.nextInt(3) == 0) {
      body = changed(body, random);
    }
    StringBuilder head =
        new StringBuilder(of(METHODS, random)).append(' ').append(of(PATHS, random));
    head.append(random.nextInt(20) == 0 ? " HTTP/1." + random.nextInt(4) : " HTTP/1.1");
    head.append("\r\nHost: localhost\r\n");
    for (int more = random.nextInt(6); more > 0; more--) {
      head.append(of(HEADERS, random)).append("\r\n");
    }
    if (random.nextInt(10) > 0) {
      head.append("Content-Length: ").append(body.length).append("\r\n");
    }
    byte[] bytes = head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    return joined(random.nextInt(4) == 0 ? changed(bytes, random) : bytes, body);
  }

  private static String of(List<String> some, Random random) {
    return some.get(random.nextInt(some.size()));
  }

  private static byte[] changed(byte[] bytes, Random random) {
    byte[] changed = bytes.clone();
    for (int changes = random.nextInt(4); changes > 0 && changed.length > 0; changes--) {
      changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
    }
    return random.nextInt(8) == 0
        ? Arrays.copyOf(changed, random.nextInt(changed.length + 1))
        : changed;
  }

  private static byte[] joined(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  private static byte[] gzip(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** Until the server closes; one that does not is a failure by time-out. */
  private static String send(byte[] request) {
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), GATEWAY.http().port())) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.getOutputStream().write(request);
      socket.shutdownOutput();
      socket.getInputStream().transferTo(answer);
    } catch (SocketException reset) {
      // What came before the reset is the answer.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return answer.toString(StandardCharsets.ISO_8859_1);
  }
}
