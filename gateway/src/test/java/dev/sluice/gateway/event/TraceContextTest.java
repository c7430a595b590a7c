package dev.sluice.gateway.event;

import static dev.sluice.gateway.event.Requests.READER;
import static dev.sluice.gateway.event.Requests.read;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which trace an event goes on with. */
class TraceContextTest {

  private static final String TRACE = "00-12345678901234567890123456789012-1234567890123456-01";

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
      Event event = READER.read(new Incoming(headers, body), "/s");
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
}
