package dev.sluice.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {

  private static final Path EXAMPLE = Path.of("..", "examples", "order", "sluice.yaml");

  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void everyVerbHasHelp() {
    for (var verb : Main.commandLine().getSubcommands().keySet()) {
      assertThat(run(verb, "--help")).as(verb).isZero();
      assertThat(out.toString()).contains("Usage: sluice " + verb);
    }
  }

  @Test
  void wrongUsageIsTwoAndOneLineWithAHint() {
    assertThat(run("check")).isEqualTo(2);
    assertThat(err.toString())
        .isEqualToIgnoringNewLines(
            "sluice: Missing required parameter: 'FILE'  See: sluice check --help");
  }

  @Test
  void aMisspeltVerbGetsASuggestion() {
    assertThat(run("chekc", "x")).isEqualTo(2);
    assertThat(err.toString()).contains("check");
  }

  @Test
  void theExampleIsGood() {
    assertThat(run("check", EXAMPLE.toString())).isZero();
    assertThat(out.toString()).contains("good");
  }

  @Test
  void composeRunsTheExample() throws IOException {
    var compose = Path.of("..", "compose", "sluice.yaml");
    assertThat(afterAccess(compose)).isEqualTo(afterAccess(EXAMPLE));
  }

  private static String afterAccess(Path file) throws IOException {
    var text = Files.readString(file);
    return text.substring(text.indexOf("\nroutes:"));
  }

  @Test
  void everyEventOfTheExampleIsTaken() throws IOException {
    try (var events = Files.list(EXAMPLE.resolveSibling("events"))) {
      for (var event : events.toList()) {
        assertThat(run("explain", EXAMPLE.toString(), event.toString())).isZero();
        assertThat(out.toString()).doesNotContain("refused");
      }
    }
  }

  @Test
  void aBadFileIsOneWithItsLines() throws IOException {
    var file = Files.writeString(folder.resolve("bad.yaml"), "routes:\n  - name: x\n    onn: y\n");

    assertThat(run("check", file.toString())).isEqualTo(1);
    assertThat(out.toString()).contains("bad.yaml:3:").contains("onn");
  }

  @Test
  void whatIsWrongWithMessagesIsToldWithItsLine() throws IOException {
    Files.createDirectories(folder.resolve("templates/de"));
    Files.writeString(folder.resolve("templates/de/asked.txt"), "Subject: {{total}}");
    Files.writeString(folder.resolve("templates/de/asked.html"), "<p>{{question}}</p>");
    var file =
        Files.writeString(
            folder.resolve("bad.yaml"),
            """
            messages:
              mail:
                host: smtp.example.com
                from: nobody
              templates: ./templates
            routes:
              - {name: r, on: x, publish: {type: y}}
            """);

    assertThat(run("check", file.toString())).isEqualTo(1);
    assertThat(out.toString())
        .contains("bad.yaml:4:", "'nobody' is no sender")
        .contains("bad.yaml:5:", "de/asked.txt: there is no 'total'");
  }

  @Test
  void aBadFileAsJson() throws IOException {
    var file = Files.writeString(folder.resolve("bad.yaml"), "routes:\n  - name: x\n    onn: y\n");

    assertThat(run("check", "--json", file.toString())).isEqualTo(1);
    var answer = json();
    assertThat(answer.path("good").asBoolean()).isFalse();
    assertThat(answer.path("errors").toString()).contains("\"line\":3");
  }

  @Test
  void onlyAMemberOfItsOwnMakesACloudEvent() {
    assertThat(EventBody.contentType("{\"specversion\": \"1.0\"}".getBytes(UTF_8)))
        .isEqualTo("application/cloudevents+json");
    assertThat(EventBody.contentType("{\"data\": {\"specversion\": \"1.0\"}}".getBytes(UTF_8)))
        .isEqualTo("application/json");
    assertThat(EventBody.contentType("{".getBytes(UTF_8))).isEqualTo("application/json");
  }

  @Test
  void anEventIsExplained() throws IOException {
    var event =
        Files.writeString(
            folder.resolve("event.json"),
            """
            {"type": "order.cancelRequested", "data": {"orderId": "7", "reason": "late"}}
            """);

    assertThat(run("explain", EXAMPLE.toString(), event.toString())).isZero();
    assertThat(out.toString()).contains("route order-cancel").contains("order-7");

    assertThat(run("explain", "--json", EXAMPLE.toString(), event.toString())).isZero();
    assertThat(json().path("routes").toString()).contains("\"workflowId\":\"order-7\"");
  }

  private static final String PUSH =
      """
      POST /hooks/code HTTP/1.1
      Content-Type: application/json
      Content-Length: 39
      X-GitHub-Event: push
      X-GitHub-Delivery: 72d3162e-cc78-11e3-81ab-4c9367dc0958
      X-Hub-Signature-256: sha256=SIGNATURE

      {"ref":"refs/heads/main","commits":[1]}
      """;

  private static final String SOURCE =
      """
      sources:
        code: {verify: github, secrets: ['SECRET']}
      routes:
        - {name: pushes, on: github.push, publish: {type: code.pushed}}
      """;

  @Test
  void aDeliveryIsExplainedWithItsVerification() throws Exception {
    Files.writeString(folder.resolve("secret"), "a secret of github's");
    var file =
        Files.writeString(folder.resolve("sluice.yaml"), SOURCE.replace("SECRET", "file:secret"));
    var mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec("a secret of github's".getBytes(UTF_8), "HmacSHA256"));
    var body = "{\"ref\":\"refs/heads/main\",\"commits\":[1]}";
    var signature = HexFormat.of().formatHex(mac.doFinal(body.getBytes(UTF_8)));
    var good = Files.writeString(folder.resolve("good"), PUSH.replace("SIGNATURE", signature));
    var bad = Files.writeString(folder.resolve("bad"), PUSH.replace("SIGNATURE", "0".repeat(64)));

    assertThat(run("explain", "--source", "code", file.toString(), good.toString())).isZero();
    assertThat(out.toString())
        .contains("verification: fits", "event github.push", "id: 72d3162e", "publish code.pushed");
    assertThat(run("explain", "--source", "code", file.toString(), bad.toString())).isZero();
    assertThat(out.toString())
        .contains("verification: refused, signatureWrong: answered with 401", "event github.push");
    run("explain", "--json", "--source", "code", file.toString(), bad.toString());
    assertThat(json().at("/verification/reason").asText()).isEqualTo("signatureWrong");
    assertThat(json().at("/event/type").asText()).isEqualTo("github.push");
    assertThat(json().at("/routes/0/action").asText()).isEqualTo("publish");

    assertThat(run("explain", "--source", "cod", file.toString(), good.toString())).isEqualTo(1);
    assertThat(err.toString()).contains("There is no source cod.");
  }

  @Test
  void aDeliveryIsExplainedWithoutTheSecretsOfItsSource() throws IOException {
    var file =
        Files.writeString(
            folder.resolve("sluice.yaml"), SOURCE.replace("SECRET", "env:SLUICE_TEST_UNSET"));
    var delivery = Files.writeString(folder.resolve("delivery"), PUSH);

    assertThat(run("explain", "--source", "code", file.toString(), delivery.toString())).isZero();
    assertThat(out.toString())
        .contains(
            "verification: skipped, the variable SLUICE_TEST_UNSET is not set",
            "event github.push");
    Files.writeString(delivery, "no delivery");
    assertThat(run("explain", "--source", "code", file.toString(), delivery.toString()))
        .isEqualTo(1);
    assertThat(err.toString()).contains("there is no empty line between headers and body");
  }

  @Test
  void anAbsentGatewayIsOneLineAndNoStackTrace() {
    assertThat(run("events", "list", "--url", "http://127.0.0.1:1")).isEqualTo(1);
    assertThat(run("events", "--url", "http://127.0.0.1:1")).isEqualTo(1);
    assertThat(err.toString())
        .startsWith("sluice: No gateway answers at http://127.0.0.1:1")
        .contains("sluice dev")
        .doesNotContain("\tat ");
  }

  @Test
  void aRedriveNamesOneOrSaysAll() {
    assertThat(run("dead", "redrive")).isEqualTo(1);
    assertThat(run("dead", "redrive", "--all", "some-id")).isEqualTo(1);
    assertThat(err.toString()).contains("Which dead letters?");
  }

  @Test
  void noHistoryIsAFinding() {
    assertThat(run("histories", "check", folder.toString())).isEqualTo(1);
    assertThat(out.toString()).contains("replayed 0");
  }

  @Test
  void aCheckSaysWhatIsWrongWithTheKeysOfItsConfiguration() throws IOException {
    var file =
        Files.writeString(
            folder.resolve("sluice.yaml"),
            "encryption: {keys: [{id: a, secret: env:SLUICE_TEST_UNSET}]}");
    assertThat(run("histories", "check", folder.toString(), "--config", file.toString()))
        .isEqualTo(1);
    assertThat(err.toString())
        .contains("encryption.keys[0].secret: the variable SLUICE_TEST_UNSET is not set");
  }

  @Test
  void aCheckNamesAFolderOrAQuery() {
    assertThat(run("histories", "check")).isEqualTo(1);
    assertThat(run("histories", "check", folder.toString(), "--query", "x")).isEqualTo(1);
    assertThat(err.toString()).contains("Which histories?");
  }

  @Test
  void aBrokenHistoryIsAFinding() throws IOException {
    Files.writeString(folder.resolve("broken.json"), "{\"events\": 7}");

    assertThat(run("histories", "check", folder.toString())).isEqualTo(1);
    assertThat(out.toString()).contains("BREAK broken.json");
  }

  private int run(String... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    return Main.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }

  private JsonNode json() throws IOException {
    return new ObjectMapper().readTree(out.toString());
  }
}
