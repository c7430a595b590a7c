package dev.sluice.gateway.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.event.Event;
import dev.sluice.gateway.event.EventReader;
import dev.sluice.gateway.event.Incoming;
import io.temporal.common.converter.GlobalDataConverter;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EventHeadersTest {

  private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

  @Test
  void anEventKeepsItsSendersTrace() {
    assertThat(traceOf(event("{\"type\": \"a\", \"traceparent\": \"" + TRACE + "\"}")))
        .isEqualTo("\"" + TRACE + "\"");
  }

  @Test
  void anEventWithoutATraceBeginsOneThatIsTheSameAtEachAttempt() {
    Event event = event("{\"type\": \"a\"}");
    String id = event.eid().toString().replace("-", "");

    assertThat(traceOf(event)).isEqualTo("\"00-" + id + "-" + id.substring(16) + "-00\"");
    assertThat(traceOf(event)).isEqualTo(traceOf(event));
  }

  private static String traceOf(Event event) {
    return new EventHeaders(GlobalDataConverter.get())
        .header(event)
        .getFieldsOrThrow("traceparent")
        .getData()
        .toStringUtf8();
  }

  private static Event event(String json) {
    Incoming incoming =
        new Incoming(
            Map.of("content-type", List.of("application/json")),
            json.getBytes(StandardCharsets.UTF_8));
    return new EventReader(Clock.systemUTC()).read(incoming, "/s");
  }
}
