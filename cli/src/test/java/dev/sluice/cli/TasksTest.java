package dev.sluice.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The verbs of who is asked, against a server whose answers the test gives. */
class TasksTest {

  private static final String TASK =
      """
      {"id": "order-1:review", "state": "%s", "due": "2026-11-22T10:00:00Z",
       "choices": ["approve", "reject"], "question": "May it go on?"}
      """;

  private final Queue<String> asked = new ConcurrentLinkedQueue<>();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private HttpServer server;
  private int status = 200;
  private String answer = TASK.formatted("open");

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
      String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
      asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + body);
      byte[] bytes = answer.getBytes(UTF_8);
      exchange.sendResponseHeaders(status, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private int tasks(String... arguments) {
    List<String> all = new ArrayList<>(List.of("tasks"));
    all.addAll(List.of(arguments));
    all.addAll(List.of("--url", "http://127.0.0.1:" + server.getAddress().getPort()));
    return Main.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(all.toArray(String[]::new));
  }

  @Test
  void theListIsThatOfWhomIsAskedFor() {
    answer = "{\"items\": [" + TASK.formatted("open") + "]}";

    assertThat(tasks("list", "--state", "open", "--assignee", "role:clerk")).isZero();
    assertThat(asked).singleElement().asString().contains("assignee=role", "state=open");
    assertThat(out.toString()).contains("order-1:review", "approve, reject", "May it go on?");
  }

  @Test
  void withoutAStateTheOpenOnesAreListed() {
    answer = "{\"items\": []}";

    assertThat(tasks("list")).isZero();
    assertThat(asked).singleElement().asString().contains("state=open").doesNotContain("assignee");
  }

  @Test
  void oneIsShownWhole() {
    assertThat(tasks("show", "order-1:review")).isZero();
    assertThat(asked).containsExactly("GET /v1/tasks/order-1%3Areview ");
    assertThat(out.toString()).contains("\"question\" : \"May it go on?\"");
  }

  @Test
  void anAnswerSaysHowTheTaskStands() {
    answer = TASK.formatted("decided");

    assertThat(tasks("decide", "order-1:review", "approve", "--comment", "fine")).isZero();
    assertThat(asked)
        .containsExactly(
            "POST /v1/tasks/order-1%3Areview/decision"
                + " {\"decision\":\"approve\",\"comment\":\"fine\"}");
    assertThat(out.toString().strip()).isEqualTo("order-1:review: approve, task is decided");
  }

  @Test
  void whatNoRunHasTakenYetIsSaidToBeKept() {
    status = 202;

    assertThat(tasks("decide", "order-1:review", "approve")).isZero();
    assertThat(tasks("delegate", "order-1:review", "leo")).isZero();
    assertThat(out.toString().lines())
        .containsExactly(
            "order-1:review: approve, kept: it counts when its run takes it",
            "order-1:review: handed to leo, kept: it counts when its run takes it");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "delegate order-1:review leo|delegate {\"person\":\"leo\"}|handed to leo",
        "take-back order-1:review|take-back {}|taken back",
        "add order-1:review leo --comment why|people {\"person\":\"leo\",\"comment\":\"why\"}|leo is asked too",
        "comment order-1:review hm|comments {\"comment\":\"hm\"}|remarked on"
      })
  void whoeverIsAskedSeesToItThatSomebodyAnswers(String verb, String sent, String done) {
    assertThat(tasks(verb.split(" "))).isZero();
    assertThat(asked).containsExactly("POST /v1/tasks/order-1%3Areview/" + sent);
    assertThat(out.toString().strip()).isEqualTo("order-1:review: " + done);
  }

  @Test
  void machinesGetTheAnswerAsItIs() {
    assertThat(tasks("comment", "order-1:review", "hm", "--json")).isZero();
    assertThat(out.toString()).contains("\"state\"").doesNotContain("remarked");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "409|Already decided|The task was decided before: approve, by ada.",
        "422|No such person|There is no leoo. Did you mean leo?",
        "404|No such task|There is no task order-1:review."
      })
  void aRefusalIsSaidInTheGatewaysWords(int code, String title, String detail) {
    status = code;
    answer = "{\"title\": \"%s\", \"detail\": \"%s\"}".formatted(title, detail);

    assertThat(tasks("delegate", "order-1:review", "leoo")).isEqualTo(1);
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString()).contains(code + " " + title, detail);
  }
}
