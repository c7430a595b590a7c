package dev.sluice.gateway.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventReaderTest {

  private static final Instant NOW = Instant.parse("2026-11-21T09:30:00Z");
  private static final String TRACE = "00-12345678901234567890123456789012-1234567890123456-01";

  private final EventReader reader = new EventReader(Clock.fixed(NOW, ZoneOffset.UTC));

  @Test
  void plainJsonIsFilledIn() {
    Event event = plain("{\"type\":\"order.placed\",\"data\":{\"total\": 10.00}}");
    assertThat(event.id()).isEqualTo(event.eid().toString());
    assertThat(event.eid().version()).isEqualTo(7);
    assertThat(event.source()).isEqualTo("/v1/events");
    assertThat(event.time()).isEqualTo(NOW);
    assertThat(event.correlationId()).isEqualTo(event.eid().toString());
    assertThat(event.priority()).isEqualTo(5);
    assertThat(event.data().contentType()).isEqualTo("application/json");
  }

  @Test
  void theDatasBytesAreKeptAsReceived() {
    Event event =
        plain("{\"type\":\"t\",\"data\": {\"b\" : 10.00,  \"a\":\"\\u00e9\"} ,\"id\":\"1\"}");
    assertThat(new String(event.data().bytes(), StandardCharsets.UTF_8))
        .isEqualTo("{\"b\" : 10.00,  \"a\":\"\\u00e9\"}");
    assertThat(String.valueOf(event.data().json())).contains("10.00");
  }

  @Test
  void moreKeysAndValuesThanAnybodyReadsAreRefusedWithTheirPlace() {
    String most = "1,".repeat(199_990) + "1";
    assertThat(plain("{\"type\":\"t\",\"data\":[" + most + "]}").type()).isEqualTo("t");
    for (String more : List.of("[" + most + ",1,1,1,1,1,1,1,1]", "{" + keys(100_000) + "}")) {
      Malformed refused =
          catchThrowableOfType(
              Malformed.class, () -> plain("{\"type\":\"t\",\"data\":" + more + "}"));
      assertThat(refused.word()).isEqualTo("malformed-json");
      Malformed.Fault fault = refused.faults().get(0);
      assertThat(fault.where()).startsWith("/data/");
      assertThat(fault.detail()).startsWith("There are more than 200000 keys and values.");
    }
  }

  private static String keys(int number) {
    StringBuilder keys = new StringBuilder("\"k\":0");
    for (int i = 0; i < number; i++) {
      keys.append(",\"").append(i).append("\":0");
    }
    return keys.toString();
  }

  @Test
  void aBoundThatIsPassedIsNamedInOurWords() {
    Malformed refused =
        catchThrowableOfType(Malformed.class, () -> plain("{\"type\":" + "[".repeat(70)));
    assertThat(refused.faults().get(0).detail()).contains("64").doesNotContain("StreamRead");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "-0.5", "\"text\"", "true", "null", "[1, 2]"})
  void dataIsAnyJsonValueAndItsBytesAreItsText(String value) {
    Event event = plain("{\"data\":" + value + ",\"type\":\"t\"}");
    assertThat(new String(event.data().bytes(), StandardCharsets.UTF_8)).isEqualTo(value);
  }

  @Test
  void ourExtensionsAreRead() {
    Event event =
        plain(
            """
            {"type":"t","correlationid":"c","causationid":"x","idempotencykey":"k","partitionkey":"p",
             "priority":9,"dataversion":2,"targetagents":["a","b"],"other":true,
             "traceparent":"%s","tracestate":"v=1"}
            """
                .formatted(TRACE));
    assertThat(event.correlationId()).isEqualTo("c");
    assertThat(event.causationId()).isEqualTo("x");
    assertThat(event.idempotencyKey()).isEqualTo("k");
    assertThat(event.partitionKey()).isEqualTo("p");
    assertThat(event.priority()).isEqualTo(9);
    assertThat(event.dataVersion()).isEqualTo("2");
    assertThat(event.targetAgents()).containsExactly("a", "b");
    assertThat(event.traceparent()).isEqualTo(TRACE);
    assertThat(event.tracestate()).isEqualTo("v=1");
    assertThat(event.extensions()).containsExactly(Map.entry("other", true));
  }

  @Test
  void allFaultsAreToldAtOnceWithPointers() {
    Malformed fault =
        catchThrowableOfType(
            Malformed.class,
            () ->
                structured(
                    "{\"specversion\":\"1.0\",\"priority\":11,\"time\":\"noon\",\"id\":\"\"}"));
    assertThat(fault.faults())
        .extracting(Malformed.Fault::where)
        .contains("/id", "/source", "/type", "/priority", "/time");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"type\":\"t\",\"data\":{\"a\":1,\"a\":2}}|/data/a",
        "{\"type\":\"t\",\"type\":\"u\"}|/type",
        "{\"type\":\"t\",\"data\":{\"n\":[0,1e999999999]}}|/data/n/1",
        "{\"type\":\"t\",\"data\":{\"s\":\"\\ud800\"}}|/data/s",
        "{\"type\":\"t\"} x|''",
        "{\"type\":\"t\"}{}|''",
        "{\"type\":\"t\",\"data\":{\"a\":01}}|/data/a",
        "{\"type\":\"t\",\"data\":NaN}|/data",
        "[]|''",
        "\"type\"|''",
        "{\"type\":|/type",
        "no JSON|''",
      })
  void badJsonIsRefusedWithItsPlace(String body, String pointer) {
    Malformed fault = catchThrowableOfType(Malformed.class, () -> plain(body));
    assertThat(fault.word()).isEqualTo("malformed-json");
    assertThat(fault.faults().get(0).where()).isEqualTo(pointer);
    assertThat(fault.getMessage()).doesNotContain("com.fasterxml", "StreamReadFeature");
  }

  @Test
  void absurdNestingIsRefusedFast() {
    long begun = System.nanoTime();
    assertThatThrownBy(() -> plain("[".repeat(100_000))).isInstanceOf(Malformed.class);
    assertThatThrownBy(() -> plain("{\"type\":\"t\",\"data\":" + "[".repeat(100_000)))
        .isInstanceOf(Malformed.class);
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(1));
  }

  @Test
  void sixtyFourLevelsAreReadAndOneMoreIsNot() {
    plain("{\"type\":\"t\",\"data\":" + "[".repeat(63) + "]".repeat(63) + "}");
    assertThatThrownBy(
            () -> plain("{\"type\":\"t\",\"data\":" + "[".repeat(64) + "]".repeat(64) + "}"))
        .isInstanceOf(Malformed.class);
  }

  @Test
  void aNumberOfAThousandDigitsIsRefused() {
    assertThatThrownBy(() -> plain("{\"type\":\"t\",\"data\":" + "9".repeat(1000) + "}"))
        .isInstanceOf(Malformed.class);
  }

  @Test
  void bytesThatAreNoUtf8AreRefused() {
    byte[] body = {'{', '"', 't', 'y', 'p', 'e', '"', ':', '"', (byte) 0xC0, (byte) 0x80, '"', '}'};
    assertThatThrownBy(
            () -> reader.read(new Incoming(header("content-type", "application/json"), body), "/s"))
        .isInstanceOf(Malformed.class)
        .hasMessageContaining("UTF-8");
  }

  @Test
  void anEmptyBodyIsRefused() {
    assertThatThrownBy(() -> plain("")).isInstanceOf(Malformed.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/json; charset=utf-16",
        "application/cloudevents-batch+json",
        "application/cloudevents+avro",
        "application/x-ndjson",
        "nonsense"
      })
  void otherContentTypesAreRefusedAndTheRightOnesNamed(String type) {
    assertThatThrownBy(() -> read(Map.of("content-type", type), "{\"type\":\"t\"}"))
        .isInstanceOf(Unsupported.class)
        .hasMessageContaining("application/cloudevents+json");
  }

  @Test
  void noContentTypeIsRefused() {
    assertThatThrownBy(() -> read(Map.of(), "{\"type\":\"t\"}")).isInstanceOf(Unsupported.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Application/CloudEvents+JSON", "application/cloudevents+json;charset=UTF-8"})
  void mediaTypesAreComparedWithoutCase(String type) {
    String body = "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\"}";
    assertThat(read(Map.of("content-type", type), body).id()).isEqualTo("1");
  }

  @ParameterizedTest
  @CsvSource({
    "Euro%20%E2%82%AC%20%F0%9F%98%80, Euro € 😀",
    "caf%c3%a9, café",
    "percent%25encoded, percent%encoded",
    "'\"quoted \\\"text\\\"\"', 'quoted \"text\"'",
    "'\"%C3%A9\"', é",
    "plain text, plain text",
  })
  void headerValuesAreDecoded(String header, String expected) {
    assertThat(binary(Map.of("ce-subject", header), "").subject()).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"%FF", "%C3", "%4", "100%", "%zz", "\"open", "\"a\" b", "%00", "%ED%A0%80"})
  void headerValuesThatCannotBeDecodedAreRefused(String header) {
    Malformed fault =
        catchThrowableOfType(Malformed.class, () -> binary(Map.of("ce-subject", header), ""));
    assertThat(fault.faults().get(0).where()).isEqualTo("header:ce-subject");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ce-my_ext", "ce-my.ext", "ce-", "ce-data", "ce-datacontenttype"})
  void headersThatNameNoAttributeAreRefused(String header) {
    assertThatThrownBy(() -> binary(Map.of(header, "x"), "")).isInstanceOf(Malformed.class);
  }

  @Test
  void binaryDataIsOpaqueUnlessItSaysJson() {
    Event event = binary(Map.of("content-type", "text/plain"), "{");
    assertThat(event.data().json()).isNull();
    assertThat(event.data().bytes()).containsExactly('{');
    assertThatThrownBy(() -> binary(Map.of("content-type", "application/vnd.x+json"), "{"))
        .isInstanceOf(Malformed.class);
  }

  @Test
  void binaryWithoutSpecversionIsRefused() {
    assertThatThrownBy(() -> read(Map.of("ce-id", "1", "ce-type", "t", "ce-source", "/s"), ""))
        .isInstanceOf(Malformed.class)
        .hasMessageContaining("specversion");
  }

  @ParameterizedTest
  @CsvSource({"abc, abc", "'\"abc\"', abc", "'\"a\\\"b\"', 'a\"b'"})
  void theIdempotencyKeyIsReadBareOrQuoted(String header, String key) {
    Event event =
        read(
            Map.of("content-type", "application/json", "idempotency-key", header),
            "{\"type\":\"t\"}");
    assertThat(event.idempotencyKey()).isEqualTo(key);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\"\"", "a\tb", "é"})
  void anIdempotencyKeyThatIsNoneIsRefused(String header) {
    assertThatThrownBy(
            () ->
                read(
                    Map.of("content-type", "application/json", "idempotency-key", header),
                    "{\"type\":\"t\"}"))
        .isInstanceOf(Malformed.class);
  }

  @Test
  void twoDifferentIdempotencyKeysAreRefused() {
    assertThatThrownBy(
            () ->
                read(
                    Map.of("content-type", "application/json", "idempotency-key", "a"),
                    "{\"type\":\"t\",\"idempotencykey\":\"b\"}"))
        .isInstanceOf(Malformed.class);
  }

  @Test
  void theW3cSuiteSaysWhichTracesAreTakenOver() throws IOException {
    JsonNode vectors =
        new ObjectMapper()
            .readTree(SharedCases.folder("trace-context.json").toFile())
            .get("vectors");
    assertThat(vectors).hasSizeGreaterThan(70);
    for (JsonNode vector : vectors) {
      Map<String, List<String>> headers = new HashMap<>();
      headers.put("content-type", List.of("application/json"));
      for (JsonNode header : vector.get("headers")) {
        headers
            .computeIfAbsent(
                header.get(0).asText().toLowerCase(Locale.ROOT), n -> new ArrayList<>())
            .add(header.get(1).asText());
      }
      byte[] body = "{\"type\":\"t\"}".getBytes(StandardCharsets.UTF_8);
      Event event = reader.read(new Incoming(headers, body), "/s");
      boolean inherited = vector.at("/expect/trace_id").asText().equals("inherited");
      String id = vector.get("id").asText();
      assertThat(event.traceparent() != null).as(id).isEqualTo(inherited);
      assertState(id, event.tracestate(), vector.at("/expect/tracestate"));
    }
  }

  /** What the suite says in words stands here as code; a word that is new fails. */
  private static void assertState(String id, @Nullable String state, JsonNode expected) {
    if (expected.isMissingNode() || expected.has("outgoing_flag_bit_set")) {
      return;
    }
    List<String> members = state == null ? List.of() : List.of(state.split(","));
    if (expected.isObject()) {
      List<String> wanted = new ArrayList<>();
      expected.path("order").forEach(member -> wanted.add(member.asText()));
      expected
          .propertyStream()
          .filter(member -> !member.getKey().equals("order"))
          .forEach(member -> wanted.add(member.getKey() + "=" + member.getValue().asText()));
      assertThat(members).as(id).isEqualTo(wanted);
      return;
    }
    switch (expected.asText()) {
      case "discarded", "empty or absent" -> assertThat(state).as(id).isNull();
      case "foo kept (either value)" -> assertThat(members).as(id).hasSize(1).contains("foo=1");
      case "32 members kept" -> assertThat(members).as(id).hasSize(32);
      default -> throw new AssertionError(id + " expects " + expected);
    }
  }

  @Test
  void theFaultsOfABatchAreToldByIndex() {
    String good = "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\"}";
    String bad = "{\"specversion\":\"1.0\",\"id\":\"\",\"source\":\"/s\",\"data\":1}";
    assertThatThrownBy(() -> batch(Map.of(), "[" + good + ",7," + bad + "]"))
        .isInstanceOfSatisfying(
            Malformed.class,
            fault ->
                assertThat(fault.faults())
                    .extracting(Malformed.Fault::where)
                    .containsExactly("/1", "/2/id", "/2/type"));
    assertThatThrownBy(() -> batch(Map.of(), "[" + good + ",{\"a\":1,\"a\":2}]"))
        .isInstanceOfSatisfying(
            Malformed.class, fault -> assertThat(fault.faults().get(0).where()).isEqualTo("/1/a"));
    assertThatThrownBy(() -> batch(Map.of(), good)).hasMessageContaining("array");
    assertThatThrownBy(() -> batch(Map.of(), "[" + good)).hasMessageContaining("ends before");
  }

  @Test
  void aRequestsKeyIsTheKeyOfEachOfItsEvents() {
    String item = "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\"%s}";
    String body =
        "[" + item.formatted("") + "," + item.formatted(",\"idempotencykey\":\"own\"") + "]";
    assertThat(batch(Map.of("idempotency-key", "k"), body))
        .extracting(Event::idempotencyKey)
        .containsExactly("k/0", "own");
  }

  @Test
  void theDataOfABatchIsKeptAsItWasWritten() {
    String body =
        "[ {\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\", \"data\" : {\"a\": 1.10} } ]";
    assertThat(new String(batch(Map.of(), body).get(0).data().bytes(), StandardCharsets.UTF_8))
        .isEqualTo("{\"a\": 1.10}");
  }

  private List<Event> batch(Map<String, String> headers, String body) {
    Map<String, List<String>> all = new HashMap<>();
    headers.forEach((name, value) -> all.put(name, List.of(value)));
    return reader.batch(new Incoming(all, body.getBytes(StandardCharsets.UTF_8)), "/s");
  }

  @ParameterizedTest
  @CsvSource({
    "application/x-ndjson, lines",
    "Application/X-NDJSON; charset=UTF-8, lines",
    "application/x-ndjson; charset=utf-16, event",
    "application/cloudevents-batch+json, batch",
    "application/json, event",
    "application/cloudevents-batch, event",
  })
  void theMediaTypeTellsHowManyEventsThereAre(String type, EventReader.Form form) {
    assertThat(EventReader.form(new Incoming(header("content-type", type), new byte[0])))
        .isEqualTo(form);
  }

  @Test
  void linesWithEventHeadersAreTheDataOfOneEvent() {
    Map<String, List<String>> headers =
        Map.of("content-type", List.of("application/x-ndjson"), "ce-id", List.of("1"));
    assertThat(EventReader.form(new Incoming(headers, new byte[0])))
        .isEqualTo(EventReader.Form.event);
    assertThat(binary(Map.of("content-type", "application/x-ndjson"), "{}\n{}\n").data().bytes())
        .hasSize(6);
  }

  @Test
  void aTraceThatIsNotValidIsLeftOut() {
    Event event =
        read(
            Map.of(
                "content-type",
                "application/json",
                "traceparent",
                "00-0-0-00",
                "tracestate",
                "v=1"),
            "{\"type\":\"t\"}");
    assertThat(event.traceparent()).isNull();
    assertThat(event.tracestate()).isNull();
  }

  @Test
  void theRequestsTraceIsTakenWhereTheEventHasNone() {
    Event event =
        read(Map.of("content-type", "application/json", "traceparent", TRACE), "{\"type\":\"t\"}");
    assertThat(event.traceparent()).isEqualTo(TRACE);
  }

  @ParameterizedTest
  @CsvSource({
    "1985-04-12T23:20:50.52Z, 1985-04-12T23:20:50.520Z",
    "1996-12-19T16:39:57-08:00, 1996-12-20T00:39:57Z",
    "1990-12-31T23:59:60Z, 1991-01-01T00:00:00Z",
    "2018-04-05t17:31:00z, 2018-04-05T17:31:00Z",
    "2018-04-05T17:31:00.1234567890123Z, 2018-04-05T17:31:00.123456789Z",
    "2018-04-05T17:31:00+23:59, 2018-04-04T17:32:00Z",
  })
  void timestampsOfRfc3339AreRead(String text, Instant instant) {
    assertThat(Rfc3339.parse(text)).contains(instant);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2018-02-30T00:00:00Z",
        "2018-04-05 17:31:00Z",
        "2018-04-05T24:00:00Z",
        "2018-04-05",
        "2018-04-05T17:31:61Z"
      })
  void whatIsNoTimestampIsNot(String text) {
    assertThat(Rfc3339.parse(text)).isEmpty();
  }

  private Event plain(String body) {
    return read(Map.of("content-type", "application/json"), body);
  }

  private Event structured(String body) {
    return read(Map.of("content-type", "application/cloudevents+json"), body);
  }

  private Event binary(Map<String, String> more, String body) {
    Map<String, String> headers = new HashMap<>();
    headers.put("ce-specversion", "1.0");
    headers.put("ce-id", "1");
    headers.put("ce-source", "/s");
    headers.put("ce-type", "t");
    headers.putAll(more);
    return read(headers, body);
  }

  private Event read(Map<String, String> headers, String body) {
    Map<String, List<String>> all = new HashMap<>();
    headers.forEach((name, value) -> all.put(name, List.of(value)));
    return reader.read(new Incoming(all, body.getBytes(StandardCharsets.UTF_8)), "/v1/events");
  }

  private static Map<String, List<String>> header(String name, String value) {
    return Map.of(name, List.of(value));
  }
}
