package dev.sluice.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.temporal.api.common.v1.Payload;
import io.temporal.common.converter.DataConverter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.MDC;

class RunContextTest {

  private static final String TRACEPARENT =
      "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

  private final DataConverter converter = PayloadJson.converter();
  private final RunContext context = new RunContext(converter);

  @AfterEach
  void clear() {
    MDC.clear();
  }

  private Payload payload(Object value) {
    return converter.toPayload(value).orElseThrow();
  }

  private void arrive(Map<String, Object> header) {
    Map<String, Payload> payloads = new HashMap<>();
    header.forEach((name, value) -> payloads.put(name, payload(value)));
    context.setCurrentContext(context.deserializeContext(payloads));
  }

  @Test
  void headersBecomeTheLogContext() {
    arrive(Map.of("sluice-eid", "e-1", "sluice-correlation-id", "c-1", "traceparent", TRACEPARENT));
    assertThat(MDC.get("eid")).isEqualTo("e-1");
    assertThat(MDC.get("correlationId")).isEqualTo("c-1");
    assertThat(MDC.get("traceId")).isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
    assertThat(MDC.get("traceparent")).isEqualTo(TRACEPARENT);
  }

  @Test
  void theLogContextBecomesTheSameHeadersAgain() {
    arrive(Map.of("sluice-eid", "e-1", "traceparent", TRACEPARENT));
    assertThat(context.serializeContext(context.getCurrentContext()))
        .isEqualTo(Map.of("sluice-eid", payload("e-1"), "traceparent", payload(TRACEPARENT)));
  }

  @Test
  void whatTheLastRunLeftOnTheThreadIsGone() {
    arrive(Map.of("sluice-eid", "e-1", "traceparent", TRACEPARENT));
    arrive(Map.of("sluice-correlation-id", "c-2"));
    assertThat(MDC.get("eid")).isNull();
    assertThat(MDC.get("traceId")).isNull();
    assertThat(MDC.get("correlationId")).isEqualTo("c-2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "00-xyz",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00F067AA0BA902B7-01"
      })
  void aMalformedTraceIsLeftOut(String traceparent) {
    arrive(Map.of("traceparent", traceparent));
    assertThat(MDC.get("traceparent")).isNull();
    assertThat(MDC.get("traceId")).isNull();
  }

  @Test
  void somebodyElsesHeaderStopsNoRun() {
    arrive(Map.of("sluice-eid", List.of(1, 2), "sluice-correlation-id", "x".repeat(10_000)));
    assertThat(MDC.get("eid")).isNull();
    assertThat(MDC.get("correlationId")).isNull();
  }
}
