package dev.sluice.gateway.event;

import static dev.sluice.gateway.event.Requests.binary;
import static dev.sluice.gateway.event.Requests.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a request says outside its body: its media type, and what its headers say of the event. */
class EventHeadersTest {

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
    "application/x-ndjson, lines",
    "Application/X-NDJSON; charset=UTF-8, lines",
    "application/x-ndjson; charset=utf-16, event",
    "application/cloudevents-batch+json, batch",
    "application/json, event",
    "application/cloudevents-batch, event",
  })
  void theMediaTypeTellsHowManyEventsThereAre(String type, EventReader.Form form) {
    assertThat(EventReader.form(new Incoming(Map.of("content-type", List.of(type)), new byte[0])))
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
}
