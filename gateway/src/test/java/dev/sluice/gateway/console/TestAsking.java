package dev.sluice.gateway.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.gateway.TestGateway;
import dev.sluice.gateway.edge.Http;
import dev.sluice.gateway.edge.Http.Answer;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A gateway with people who sign in: Anna and Bob are clerks, Bob is a lead too, Dora is neither.
 * It plays the runs that ask, as the key {@code worker}.
 */
final class TestAsking implements AutoCloseable {

  static final ObjectMapper JSON = new ObjectMapper();

  private static final List<String> NAMES = List.of("anna", "bob", "dora", "reader", "worker");
  private static final String YAML =
      """
      people:
        members:
          anna: {name: Anna Weber, roles: [clerk]}
          bob: {name: Bob Lee, roles: [clerk, lead]}
          dora: {name: "Dora <b>Bold</b>"}
      access:
        keys:
          - {name: anna, key: 'file:anna', roles: [read], person: anna}
          - {name: bob, key: 'file:bob', roles: [read], person: bob}
          - {name: dora, key: 'file:dora', roles: [read], person: dora}
          - {name: reader, key: 'file:reader', roles: [read]}
          - {name: worker, key: 'file:worker', roles: [read, operate, worker]}
      routes:
        - {name: r, on: x, publish: {type: y}}
      """;

  private final TestGateway gateway;

  private TestAsking(TestGateway gateway) {
    this.gateway = gateway;
  }

  static TestAsking start(Path folder) throws IOException {
    for (String name : NAMES) {
      Files.writeString(folder.resolve(name), key(name));
    }
    return new TestAsking(TestGateway.start(folder, YAML, Clock.systemUTC()));
  }

  String ask(String tier) {
    return put(task(tier));
  }

  static ObjectNode task(String tier) {
    String workflowId = "run-" + UUID.randomUUID();
    ObjectNode task =
        JSON.createObjectNode()
            .put("id", workflowId + ":q")
            .put("workflowId", workflowId)
            .put("state", "open")
            .put("question", "May it pass?")
            .put("tier", tier)
            .put("due", Instant.now().plus(899, ChronoUnit.SECONDS).toString());
    task.putObject("data");
    task.putArray("choices").add("approve").add("reject");
    ballot(task).put("round", 0).put("quorum", 1);
    return task;
  }

  static ObjectNode ballot(ObjectNode task) {
    return task.withObject("/ballot");
  }

  String put(ObjectNode task, String inBallot, JsonNode value) {
    ballot(task).set(inBallot, value);
    return put(task);
  }

  /** As its worker does. */
  String put(ObjectNode task) {
    String id = task.path("id").asText();
    Answer answer =
        api(
            "worker",
            "PUT",
            "/v1/tasks/" + encoded(id),
            task.toString().getBytes(StandardCharsets.UTF_8));
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return id;
  }

  JsonNode stored(String id) {
    return api("worker", "GET", "/v1/tasks/" + encoded(id), null).json();
  }

  Answer api(String name, String method, String path, byte @Nullable [] body) {
    return gateway
        .http()
        .send(
            method,
            path,
            Map.of("Authorization", "Bearer " + key(name), "Content-Type", "application/json"),
            body);
  }

  static String one(String id) {
    return Links.task(id);
  }

  static String link(String id) {
    return "href=\"" + one(id) + "\"";
  }

  Http http() {
    return gateway.http();
  }

  Answer visit(String name, String path) {
    return signedIn(name).get(path);
  }

  Clicks signedIn(String name) {
    Clicks clicks = new Clicks(gateway.http().url());
    String page = clicks.get("/console/sign-in").body();
    String csrf = first("name=\"csrf\" value=\"([^\"]*)\"", page);
    Answer in =
        clicks.form(
            "/console/sign-in",
            "csrf=%s&next=/console/health&name=%s&key=%s".formatted(csrf, name, key(name)));
    assertThat(in.status()).isEqualTo(200);
    return clicks;
  }

  /** A form of the question's page, with the token that the page says. */
  Answer send(Clicks clicks, String id, String act, String fields) {
    String csrf = first("name=\"csrf\" value=\"([^\"]+)\"", clicks.get("/console/health").body());
    return clicks.form(
        Links.act(one(id), act), "csrf=" + csrf + (fields.isEmpty() ? "" : "&" + fields));
  }

  static String first(String pattern, String page) {
    return Pattern.compile(pattern)
        .matcher(page)
        .results()
        .findFirst()
        .orElseThrow()
        .group(1)
        .replace("&amp;", "&");
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static String key(String name) {
    return name + "-0123456789abcdef0123456789abcdef";
  }

  @Override
  public void close() {
    gateway.close();
  }
}
