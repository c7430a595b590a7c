package dev.sluice.gateway.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** Whatever comes is an event or is refused as none: the readers throw nothing else. */
class EventReaderFuzzTest {

  private static final String SEED = "4211";

  private static final List<String> MEDIA_TYPES =
      List.of(
          "application/json",
          "application/cloudevents+json",
          "application/cloudevents-batch+json",
          "application/cloudevents+json; charset=utf-16",
          "text/plain",
          "application/x-ndjson",
          "application/json; charset=\"utf-8\"",
          ";",
          "");

  private static final List<String> SEEDS =
      List.of(
          "{\"type\":\"t\",\"data\":{\"a\":[1,2.50,null,true,\"x\"]},\"priority\":5}",
          "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"a.b\",\"data\":1}",
          "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\",\"data_base64\":\"AA==\"}",
          "[{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\"},{}]",
          "{\"type\":\"t\",\"time\":\"2026-11-21T09:30:00Z\",\"traceparent\":\"00-1-2-01\"}",
          "{\"type\":\"t\",\"targetagents\":[\"a\"],\"data\":1e400}");

  private final EventReader reader =
      new EventReader(Clock.fixed(Instant.parse("2026-11-21T09:30:00Z"), ZoneOffset.UTC));

  @Property(tries = 3000, seed = SEED)
  void anyBytesAreAnEventOrRefused(
      @ForAll("bodies") byte[] body, @ForAll("mediaTypes") String mediaType) {
    reads(new Incoming(headers(mediaType, Map.of()), body));
  }

  @Property(tries = 2000, seed = SEED)
  void anyHeadersOfTheBinaryModeAreAnEventOrRefused(
      @ForAll("attributes") Map<String, String> attributes, @ForAll("bodies") byte[] body) {
    Map<String, String> binary =
        new HashMap<>(
            Map.of("ce-specversion", "1.0", "ce-id", "1", "ce-source", "/s", "ce-type", "t"));
    attributes.forEach((name, value) -> binary.put("ce-" + name, value));
    reads(new Incoming(headers("application/json", binary), body));
  }

  private void reads(Incoming in) {
    try {
      switch (EventReader.form(in)) {
        case event -> whole(reader.read(in, "/v1/events"));
        case batch -> reader.batch(in, "/v1/events").forEach(EventReaderFuzzTest::whole);
        case lines -> whole(reader.line(in, in.body(), 1, "/v1/events"));
      }
    } catch (Malformed refused) {
      assertThat(refused.faults()).isNotEmpty();
      assertThat(refused.faults())
          .allSatisfy(fault -> assertThat(fault.detail()).isNotBlank().doesNotContain("Exception"));
    } catch (Unsupported refused) {
      assertThat(refused).hasMessageContaining("Send");
    }
  }

  private static void whole(Event event) {
    assertThat(event.id()).isNotEmpty();
    assertThat(event.source()).isNotEmpty();
    assertThat(event.type()).isNotEmpty();
    assertThat(event.priority()).isBetween(1, 10);
    assertThat(event.time()).isNotNull();
  }

  private static Map<String, List<String>> headers(String mediaType, Map<String, String> more) {
    Map<String, List<String>> headers = new HashMap<>();
    more.forEach((name, value) -> headers.put(name, List.of(value)));
    headers.put("content-type", List.of(mediaType));
    return headers;
  }

  @Provide
  Arbitrary<String> mediaTypes() {
    return Arbitraries.oneOf(Arbitraries.of(MEDIA_TYPES), Arbitraries.strings().ofMaxLength(40));
  }

  @Provide
  Arbitrary<Map<String, String>> attributes() {
    Arbitrary<String> names =
        Arbitraries.oneOf(
            Arbitraries.of(
                "id",
                "source",
                "type",
                "specversion",
                "time",
                "priority",
                "subject",
                "dataversion"),
            Arbitraries.strings().withCharRange('a', 'z').ofMinLength(1).ofMaxLength(8));
    Arbitrary<String> values =
        Arbitraries.oneOf(
            Arbitraries.of(
                "1.0",
                "0",
                "1",
                "11",
                "/s",
                "a.b",
                "%41",
                "%zz",
                "%",
                "%c3",
                "2026-11-21T09:30:00Z"),
            Arbitraries.strings().ofMaxLength(30));
    return Arbitraries.maps(names, values).ofMaxSize(4);
  }

  @Provide
  Arbitrary<byte[]> bodies() {
    Arbitrary<byte[]> anything = Arbitraries.bytes().array(byte[].class).ofMaxSize(64);
    return Arbitraries.frequencyOf(Tuple.of(1, anything), Tuple.of(4, mutated()));
  }

  /** A good body in which a piece is replaced by a piece of another, or by anything. */
  private static Arbitrary<byte[]> mutated() {
    Arbitrary<String> pieces =
        Arbitraries.oneOf(
            Arbitraries.of(
                "{",
                "}",
                "[",
                "]",
                "\"",
                ",",
                ":",
                "null",
                "\\ud800",
                "\\u0000",
                "1e9999",
                "-",
                "  ",
                "\"id\":",
                "\"data\":",
                "\uFEFF",
                "\"\"",
                "0",
                "{\"a\":".repeat(70)),
            Arbitraries.strings().ofMaxLength(5));
    return Combinators.combine(
            Arbitraries.of(SEEDS),
            Arbitraries.doubles().between(0, 1),
            Arbitraries.integers().between(0, 6),
            pieces)
        .as(
            (seed, where, length, piece) -> {
              int from = (int) (where * seed.length());
              int to = Math.min(seed.length(), from + length);
              return (seed.substring(0, from) + piece + seed.substring(to))
                  .getBytes(StandardCharsets.UTF_8);
            });
  }
}
