package dev.sluice.gateway.event;

import static dev.sluice.gateway.event.Requests.NOW;
import static dev.sluice.gateway.event.Requests.READER;
import static dev.sluice.gateway.event.Requests.plain;
import static dev.sluice.gateway.event.Requests.structured;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the body of one event may be. */
class EventReaderTest {

  private static final String TRACE = "00-12345678901234567890123456789012-1234567890123456-01";

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
            () ->
                READER.read(
                    new Incoming(Map.of("content-type", List.of("application/json")), body), "/s"))
        .isInstanceOf(Malformed.class)
        .hasMessageContaining("UTF-8");
  }

  @Test
  void anEmptyBodyIsRefused() {
    assertThatThrownBy(() -> plain("")).isInstanceOf(Malformed.class);
  }
}
