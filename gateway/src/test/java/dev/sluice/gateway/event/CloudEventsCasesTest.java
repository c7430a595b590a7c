package dev.sluice.gateway.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The official suites: cloudevents/conformance and the JSON files of sdk-java. */
class CloudEventsCasesTest {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Charset UTF = StandardCharsets.UTF_8;
  private static final Map<String, List<String>> STRUCTURED =
      Map.of("content-type", List.of("application/cloudevents+json"));

  private final EventReader reader = new EventReader(Clock.systemUTC());

  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Case(String id, byte[] body) {
    @Override
    public String toString() {
      return id;
    }
  }

  @ParameterizedTest
  @MethodSource("validEvents")
  void aValidEventOfTheOfficialSuiteIsRead(Case valid) {
    Event event = read(valid.body());
    assertThat(event.type()).isEqualTo("io.cloudevents.test");
    assertThat(event.id()).isNotEmpty();
  }

  @Test
  void offsetsAndFractionsNameTheSameInstant() throws IOException {
    List<Instant> times =
        events("valid-events.json")
            .filter(valid -> valid.id().contains("MinimalWithTime"))
            .map(valid -> read(valid.body()).time())
            .toList();
    assertThat(times).hasSize(4).containsOnly(Instant.parse("2018-04-05T17:31:00Z"));
  }

  @ParameterizedTest
  @MethodSource("invalidEvents")
  void anInvalidEventOfTheOfficialSuiteIsRefused(Case invalid) {
    assertThatThrownBy(() -> read(invalid.body())).isInstanceOf(Malformed.class);
  }

  @ParameterizedTest
  @MethodSource("sdkAccepts")
  void whatTheJavaSdkReadsIsRead(Case accepted) {
    assertThat(read(accepted.body()).id()).isEqualTo("1");
  }

  @ParameterizedTest
  @MethodSource("sdkRejects")
  void whatTheJavaSdkRejectsIsRefused(Case rejected) {
    assertThatThrownBy(() -> read(rejected.body())).isInstanceOf(Malformed.class);
  }

  @ParameterizedTest
  @MethodSource("contentTypes")
  void theBindingsBinaryScenariosHold(String contentType) {
    Map<String, List<String>> headers =
        Map.of(
            "ce-specversion", List.of("1.0"),
            "ce-type", List.of("com.example.someevent"),
            "ce-time", List.of("2018-04-05T03:56:24Z"),
            "ce-id", List.of("1234-1234-1234"),
            "ce-source", List.of("/mycontext/subcontext"),
            "content-type", List.of(contentType));
    Event event =
        reader.read(new Incoming(headers, "{\"message\": \"Hello World!\"}".getBytes(UTF)), "/s");
    assertThat(event.id()).isEqualTo("1234-1234-1234");
    assertThat(event.type()).isEqualTo("com.example.someevent");
    assertThat(event.source()).isEqualTo("/mycontext/subcontext");
    assertThat(event.time()).isEqualTo(Instant.parse("2018-04-05T03:56:24Z"));
    assertThat(event.data().contentType()).isEqualTo(contentType);
    assertThat(event.data().json())
        .isEqualTo(MAPPER.createObjectNode().put("message", "Hello World!"));
  }

  static Stream<String> contentTypes() {
    return Stream.of("application/json", "application/json; charset=utf-8");
  }

  static Stream<Case> validEvents() throws IOException {
    return events("valid-events.json");
  }

  static Stream<Case> invalidEvents() throws IOException {
    return events("invalid-events.json");
  }

  static Stream<Case> sdkAccepts() throws IOException {
    return sdk("accept");
  }

  static Stream<Case> sdkRejects() throws IOException {
    return sdk("reject");
  }

  private Event read(byte[] body) {
    return reader.read(new Incoming(STRUCTURED, body), "/s");
  }

  private static Stream<Case> events(String file) throws IOException {
    Path path = SharedCases.folder("cloudevents").resolve("conformance-json").resolve(file);
    JsonNode tests = MAPPER.readTree(path.toFile()).get("tests");
    return tests
        .valueStream()
        .map(test -> new Case(test.get("id").asText(), test.get("event").toString().getBytes(UTF)));
  }

  private static Stream<Case> sdk(String expected) throws IOException {
    Path folder = SharedCases.folder("cloudevents").resolve("sdk-java-v1");
    JsonNode files = MAPPER.readTree(folder.resolve("expected.json").toFile()).get("files");
    List<Case> cases =
        files
            .propertyStream()
            .filter(file -> file.getValue().get("expected").asText().equals(expected))
            .map(file -> new Case(file.getKey(), bytes(folder.resolve(file.getKey()))))
            .toList();
    assertThat(cases).hasSize(expected.equals("accept") ? 13 : 4);
    return cases.stream();
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
