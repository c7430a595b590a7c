package dev.sluice.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The verbs that read for long, against a server whose answers the test gives. */
@Timeout(30)
class TailAndExportTest {

  private static final String EVENT =
      "event: event\nid: %d-0\ndata: {\"acceptedAt\":\"now\",\"type\":\"a.b\",\"eid\":\"e%d\"}\n\n";

  /** The connection is closed without an answer. */
  private static final String NONE = "none";

  private final Queue<String> asked = new ConcurrentLinkedQueue<>();
  private final Queue<String> answers = new ConcurrentLinkedQueue<>();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      asked.add(
          exchange.getRequestURI() + " " + exchange.getRequestHeaders().getFirst("Last-Event-ID"));
      String answer = answers.isEmpty() ? "400null" : answers.remove();
      if (answer.equals(NONE)) {
        return;
      }
      boolean isStatus = answer.matches("(?s)\\d{3}.*");
      byte[] body = answer.substring(isStatus ? 3 : 0).getBytes(UTF_8);
      boolean isStream = answer.startsWith("event: ");
      exchange.getResponseHeaders().set("Content-Type", isStream ? "text/event-stream" : "a/b");
      exchange.sendResponseHeaders(isStatus ? Integer.parseInt(answer, 0, 3, 10) : 200, 0);
      exchange.getResponseBody().write(body);
    }
  }

  @Test
  void aTailThatIsCutGoesOnAfterWhatItHasSeen() {
    answers.addAll(List.of(EVENT.formatted(1, 1), EVENT.formatted(2, 2)));

    assertThat(run(out, "tail", "--type", "a.*", "--json")).isEqualTo(1);
    assertThat(asked)
        .containsExactly(
            "/v1/stream?type=a.* null", "/v1/stream?type=a.* 1-0", "/v1/stream?type=a.* 2-0");
    assertThat(out.toString().lines())
        .hasSize(2)
        .first()
        .asString()
        .startsWith("{\"event\":\"event\",\"id\":\"1-0\",\"data\":{");
    assertThat(err.toString()).startsWith("sluice: 400 ");
  }

  @Test
  void aTailThatIsCutInAnEventAsksForItAgain() {
    String cut = EVENT.formatted(2, 2);
    answers.add(EVENT.formatted(1, 1) + cut.substring(0, cut.length() - 9));
    answers.add(EVENT.formatted(1, 1) + cut.substring(0, cut.length() - 1));
    answers.add(cut + "id: 7-0\n: up to here\n\n");

    assertThat(run(out, "tail")).isEqualTo(1);
    assertThat(asked)
        .containsExactly("/v1/stream null", "/v1/stream 1-0", "/v1/stream 1-0", "/v1/stream 7-0");
    assertThat(out.toString().lines()).containsExactly("now a.b e1", "now a.b e1", "now a.b e2");
  }

  @Test
  void aTailOutlivesAGatewayThatIsAwayBehindItsProxy() {
    answers.addAll(
        List.of(
            EVENT.formatted(1, 1),
            "502<html>Bad Gateway</html>",
            "503{\"title\":\"Too many streams\"}",
            NONE,
            EVENT.formatted(2, 2)));

    assertThat(run(out, "tail")).isEqualTo(1);
    assertThat(out.toString().lines()).containsExactly("now a.b e1", "now a.b e2");
    assertThat(asked).hasSize(6);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "404<html>Not here</html>|Is it a Sluice gateway?",
        "<html>Welcome</html>|Is it a Sluice gateway?",
        "502<html>Bad Gateway</html>|sluice: 502",
        "none|No gateway answers at",
      })
  void aTailOfWhatIsNoGatewaySaysSo(String answer, String said) {
    answers.add(answer);
    assertThat(run(out, "tail", "--once")).isEqualTo(1);
    assertThat(err.toString()).contains(said);
    assertThat(asked).hasSize(1);
  }

  @Test
  void aTailNobodyReadsEnds() {
    answers.add(EVENT.formatted(1, 1) + EVENT.formatted(2, 2));
    assertThat(run(new Closed(), "tail")).isZero();
    assertThat(asked).hasSize(1);
  }

  @Test
  void anExportIsAllPagesAndEndsWhenNobodyReads() {
    String more = "{\"items\":[{\"eid\":\"1\"},{\"eid\":\"2\"}],\"next\":\"n1\"}";
    String last = "{\"items\":[{\"eid\":\"3\"}],\"next\":null}";
    answers.addAll(List.of(more, last, more));

    assertThat(run(out, "events", "export", "--route", "order")).isZero();
    assertThat(out.toString().lines())
        .containsExactly("{\"eid\":\"1\"}", "{\"eid\":\"2\"}", "{\"eid\":\"3\"}");
    assertThat(asked)
        .containsExactly(
            "/v1/events?limit=100&route=order null",
            "/v1/events?cursor=n1&limit=100&route=order null");
    assertThat(run(new Closed(), "events", "export")).isZero();
    assertThat(asked).hasSize(3);
  }

  @Test
  void aListHasALimitAndAnExportNone() {
    answers.addAll(List.of("{\"items\":[]}", "{\"items\":[]}"));
    assertThat(run(out, "events", "list", "--limit", "7")).isZero();
    assertThat(run(out, "events", "--limit", "8")).isZero();
    assertThat(asked).containsExactly("/v1/events?limit=7 null", "/v1/events?limit=8 null");

    assertThat(run(out, "events", "export", "--limit", "9")).isEqualTo(2);
    assertThat(err.toString()).contains("--limit");
    assertThat(asked).hasSize(2);
  }

  @Test
  void refusalsAreATable() {
    answers.add(
        "{\"items\":[{\"at\":\"now\",\"source\":\"github\",\"reason\":\"signatureMismatch\","
            + "\"bodyBytes\":7,\"bodySha256\":\"ab\",\"remote\":\"10.0.0.1\"}],\"next\":null}");

    assertThat(run(out, "refusals", "--source", "github", "--limit", "5")).isZero();
    assertThat(asked).containsExactly("/v1/refusals?limit=5&source=github null");
    assertThat(out.toString().lines().skip(1))
        .containsExactly("now         github  signatureMismatch  10.0.0.1  7      ab");
  }

  @Test
  void aProblemIsSaidOnceAndItsFaultsWithTheirPlaces() {
    answers.add(
        "400{\"title\":\"Bad\",\"detail\":\"It is bad.\",\"errors\":[{\"pointer\":\"\",\"detail\":"
            + "\"It is bad.\"},{\"pointer\":\"/data/n\",\"detail\":\"is no number\"}]}");

    assertThat(run(out, "events")).isEqualTo(1);
    assertThat(err.toString().lines())
        .containsExactly("sluice: 400 Bad", "  It is bad.", "  /data/n: is no number");
  }

  private int run(Writer to, String... arguments) {
    String[] all = new String[arguments.length + 2];
    System.arraycopy(arguments, 0, all, 0, arguments.length);
    all[arguments.length] = "--url";
    all[arguments.length + 1] = "http://127.0.0.1:" + server.getAddress().getPort();
    return Main.commandLine()
        .setOut(new PrintWriter(to, true))
        .setErr(new PrintWriter(err, true))
        .execute(all);
  }

  /** As a pipe to a {@code head} that has seen enough. */
  private static final class Closed extends Writer {

    @Override
    public void write(char[] text, int from, int length) throws IOException {
      throw new IOException("Broken pipe");
    }

    @Override
    public void flush() throws IOException {
      throw new IOException("Broken pipe");
    }

    @Override
    public void close() {}
  }
}
