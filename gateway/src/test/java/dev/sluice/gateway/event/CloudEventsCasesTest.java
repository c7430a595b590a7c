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
        validEvents()
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
  @MethodSource("scenarios")
  void theScenariosOfTheHttpBindingHold(BindingFeature.Scenario scenario) throws IOException {
    Event event = reader.read(scenario.request(), "/s");
    Map<String, String> expected = scenario.attributes();
    assertThat(expected).hasSize(6);
    assertThat(event.id()).isEqualTo(expected.get("id"));
    assertThat(event.type()).isEqualTo(expected.get("type"));
    assertThat(event.source()).isEqualTo(expected.get("source"));
    assertThat(event.time()).isEqualTo(Instant.parse(expected.get("time")));
    assertThat(event.data().contentType()).isEqualTo(expected.get("datacontenttype"));
    assertThat(event.data().json()).isEqualTo(MAPPER.readTree(scenario.data()));
  }

  static Stream<BindingFeature.Scenario> scenarios() throws IOException {
    List<BindingFeature.Scenario> scenarios =
        BindingFeature.read(
            SharedCases.folder("cloudevents").resolve("http-protocol-binding.feature"));
    assertThat(scenarios).hasSize(4);
    return scenarios.stream();
  }

  @ParameterizedTest
  @MethodSource("validBatches")
  void aValidBatchOfTheOfficialSuiteIsRead(Case valid) throws IOException {
    assertThat(batch(valid.body())).hasSize(MAPPER.readTree(valid.body()).size());
  }

  @ParameterizedTest
  @MethodSource("invalidBatches")
  void anInvalidBatchOfTheOfficialSuiteIsRefused(Case invalid) {
    assertThatThrownBy(() -> batch(invalid.body())).isInstanceOf(Malformed.class);
  }

  static Stream<Case> validBatches() throws IOException {
    return cases("valid-batches.json", "batch", 5);
  }

  static Stream<Case> invalidBatches() throws IOException {
    return cases("invalid-batches.json", "batch", 3);
  }

  private List<Event> batch(byte[] body) {
    Incoming in =
        new Incoming(Map.of("content-type", List.of("application/cloudevents-batch+json")), body);
    assertThat(EventReader.form(in)).isEqualTo(EventReader.Form.batch);
    return reader.batch(in, "/s");
  }

  static Stream<Case> validEvents() throws IOException {
    return cases("valid-events.json", "event", 10);
  }

  static Stream<Case> invalidEvents() throws IOException {
    return cases("invalid-events.json", "event", 25);
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

  private static Stream<Case> cases(String file, String member, int count) throws IOException {
    Path path = SharedCases.folder("cloudevents").resolve("conformance-json").resolve(file);
    JsonNode tests = MAPPER.readTree(path.toFile()).get("tests");
    assertThat(tests).hasSize(count);
    return tests
        .valueStream()
        .map(test -> new Case(test.get("id").asText(), test.get(member).toString().getBytes(UTF)));
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
