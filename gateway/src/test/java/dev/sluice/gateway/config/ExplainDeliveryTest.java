package dev.sluice.gateway.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.config.ExplainDelivery.Outcome;
import dev.sluice.gateway.event.Incoming;
import dev.sluice.gateway.source.Delivery;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of a delivery is what would become of it. */
class ExplainDeliveryTest {

  private static final String FILE =
      """
      sources:
        door: {verify: api-key, secrets: ['env:KEY'], map: {type: '"door." + event.data.word'}}
      routes:
        - {name: r, on: door.*, publish: {type: opened}}
      """;

  @TempDir private Path folder;

  @Test
  void aDeliveryInGzipIsReadAsTheDoorReadsIt() throws IOException {
    Outcome outcome = explained("gzip", gzip("{\"word\":\"rang\"}".getBytes(UTF_8)));
    assertThat(outcome)
        .isInstanceOfSatisfying(
            Outcome.AnEvent.class, made -> assertThat(made.event().type()).isEqualTo("door.rang"));
  }

  @Test
  void whatIsNoGzipIsRefusedAsTheDoorRefusesIt() throws IOException {
    assertThat(refusal(explained("gzip", "{}".getBytes(UTF_8)))).isEqualTo(400);
    assertThat(refusal(explained("gzip", gzip(new byte[2 << 20])))).isEqualTo(413);
  }

  @Test
  void anotherCodingIsLeftAsTheDoorLeavesIt() throws IOException {
    assertThat(explained("br", "{\"word\":\"rang\"}".getBytes(UTF_8)))
        .isInstanceOf(Outcome.AnEvent.class);
    Map<String, List<String>> cloudEvent =
        Map.of(
            "content-type", List.of("application/cloudevents+json"),
            "content-encoding", List.of("br"));
    assertThat(refusal(explained(cloudEvent, "{}".getBytes(UTF_8)))).isEqualTo(415);
  }

  private static int refusal(Outcome outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Unreadable.class);
    return ((Outcome.Unreadable) outcome).status();
  }

  private Outcome explained(String coding, byte[] body) throws IOException {
    return explained(
        Map.of("content-type", List.of("application/json"), "content-encoding", List.of(coding)),
        body);
  }

  private Outcome explained(Map<String, List<String>> headers, byte[] body) throws IOException {
    Path file = Files.writeString(folder.resolve("sluice.yaml"), FILE);
    Loaded loaded = ConfigFile.load(file, name -> Optional.of("a-secret-of-the-door-1234"));
    assertThat(loaded).as("%s", loaded).isInstanceOf(Loaded.Ready.class);
    Config config = ((Loaded.Ready) loaded).config();
    return ExplainDelivery.of(
            config,
            config.sources().find("door").orElseThrow(),
            new Delivery(new Incoming(headers, body), ""),
            Optional.empty(),
            Clock.systemUTC())
        .outcome();
  }

  private static byte[] gzip(byte[] plain) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(plain);
    }
    return bytes.toByteArray();
  }
}
