package dev.sluice.gateway.source;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.gateway.TestGateway;
import dev.sluice.gateway.event.SharedCases;
import dev.sluice.gateway.journal.TestClock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every vector that the providers publish, posted to a gateway over a socket, byte for byte: a
 * source for each secret, and the gateway's clock at each vector's time.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class WebhookVectorsTest {

  private static final List<String> PROVIDERS =
      List.of("github", "stripe", "slack", "shopify", "twilio", "standard-webhooks");

  /** Where official libraries disagree: what we do, and why is in the class that does it. */
  private static final Set<String> ACCEPTED_BY_POLICY =
      Set.of(
          "sh-js-missing-topic",
          "sh-js-missing-domain",
          "sh-js-missing-webhook-id",
          "sh-js-missing-api-version",
          "sw-unpadded-secret-1",
          "sw-unpadded-secret-2");

  record Vector(String provider, JsonNode json) {

    List<String> secrets() {
      List<String> secrets = new ArrayList<>();
      json.path("secrets").forEach(secret -> secrets.add(secret.asText()));
      return secrets.isEmpty() ? List.of(json.get("secret").asText()) : secrets;
    }

    String url() {
      return json.at("/request/url").asText();
    }

    /** What makes it another source: the provider, the secrets and the public URL. */
    String key() {
      return provider + secrets() + url().replaceFirst("\\?.*", "");
    }

    boolean isAccepted() {
      return json.get("strictness").asText().equals("must")
          ? json.get("expected").asText().equals("accept")
          : ACCEPTED_BY_POLICY.contains(json.get("id").asText());
    }

    @Override
    public String toString() {
      return json.get("id").asText() + ": " + json.get("title").asText();
    }
  }

  @TempDir private static Path folder;
  private final TestClock clock = new TestClock(Instant.parse("2026-11-21T09:30:00Z"));
  private final Map<String, String> names = new LinkedHashMap<>();
  private TestGateway gateway;

  static List<Vector> vectors() throws IOException {
    List<Vector> vectors = new ArrayList<>();
    Path cases = SharedCases.folder("webhooks");
    for (String provider : PROVIDERS) {
      JsonNode file = new ObjectMapper().readTree(cases.resolve(provider + ".json").toFile());
      assertThat(file.get("vectors")).hasSize(file.get("count").asInt());
      file.get("vectors").forEach(json -> vectors.add(new Vector(provider, json)));
    }
    return vectors;
  }

  static Stream<Vector> deliveries() throws IOException {
    return vectors().stream().filter(vector -> !isOfConfiguration(vector));
  }

  static Stream<Vector> misconfigured() throws IOException {
    return vectors().stream().filter(WebhookVectorsTest::isOfConfiguration);
  }

  private static boolean isOfConfiguration(Vector vector) {
    return vector.toString().contains("-empty-secret-config");
  }

  @BeforeAll
  void start() throws IOException {
    StringBuilder sources = new StringBuilder("sources:\n");
    for (Vector vector : deliveries().toList()) {
      if (!names.containsKey(vector.key())) {
        names.put(vector.key(), "s" + names.size());
        sources.append(source(names.get(vector.key()), vector));
      }
    }
    gateway = TestGateway.start(folder, sources + ROUTES, clock);
  }

  private static final String ROUTES =
      "routes: [{name: none, on: no.such, cancel: {id: 'x-${event.id}'}}]\n";

  private String source(String name, Vector vector) throws IOException {
    List<String> references = new ArrayList<>();
    for (String secret : vector.secrets()) {
      Path file = folder.resolve(name + "-" + references.size() + ".secret");
      Files.writeString(file, secret);
      references.add("\"file:" + file + "\"");
    }
    String more = "";
    if (vector.provider().equals("twilio")) {
      Path file = folder.resolve(name + ".url");
      Files.writeString(file, vector.url().replaceFirst("\\?.*", ""));
      more = ", url: \"file:" + file + "\"";
    }
    return "  %s: {verify: %s, secrets: %s%s}%n"
        .formatted(name, vector.provider(), references, more);
  }

  @AfterAll
  void stop() {
    if (gateway != null) {
      gateway.close();
    }
  }

  @ParameterizedTest
  @MethodSource("deliveries")
  void everyVectorHasItsVerdict(Vector vector) throws IOException {
    if (vector.json().hasNonNull("now")) {
      clock.set(Instant.ofEpochSecond(vector.json().get("now").asLong()));
    }
    String answer = post(vector);
    if (vector.isAccepted()) {
      assertThat(answer).matches("(?s)HTTP/1.1 20[02] .*");
    } else {
      assertThat(answer).startsWith("HTTP/1.1 401 ").contains("problem:signature-invalid");
    }
  }

  @ParameterizedTest
  @MethodSource("misconfigured")
  void anEmptySecretIsRefusedWhenTheFileIsRead(Vector vector) throws IOException {
    Path other = Files.createDirectories(folder.resolve("misconfigured"));
    String file = "sources:\n" + source("bad", vector) + ROUTES;
    assertThat(
            org.assertj.core.api.Assertions.catchThrowable(
                () -> TestGateway.start(other, file, clock)))
        .hasMessageContaining("the secret is");
  }

  private String post(Vector vector) throws IOException {
    JsonNode request = vector.json().get("request");
    byte[] body = Base64.getDecoder().decode(request.get("body_base64").asText());
    int query = vector.url().indexOf('?');
    StringBuilder head = new StringBuilder("POST /hooks/").append(names.get(vector.key()));
    head.append(query < 0 ? "" : vector.url().substring(query)).append(" HTTP/1.1\r\n");
    head.append("Host: events.example.com\r\nConnection: close\r\n");
    head.append("Content-Length: ").append(body.length).append("\r\n");
    for (JsonNode header : request.get("headers")) {
      head.append(header.get(0).asText()).append(": ").append(header.get(1).asText());
      head.append("\r\n");
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
    bytes.writeBytes(body);
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), gateway.http().port())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(bytes.toByteArray());
      socket.getOutputStream().flush();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
