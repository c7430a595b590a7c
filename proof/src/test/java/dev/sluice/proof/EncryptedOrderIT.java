package dev.sluice.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.temporal.api.common.v1.Payload;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A whole order with encryption on: Temporal has nothing readable of it, and people read it all.
 */
class EncryptedOrderIT {

  private static final String KEY = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";

  private static final String ENCRYPTION =
      "\nencryption: {keys: [{id: \"2026-11\", secret: env:PAYLOADS}]}\n";

  private static final String NEW_KEY = "AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI=";
  private static final String OLD = "{id: \"2025-11\", secret: env:OLD_PAYLOADS}";
  private static final String NEW = "{id: \"2026-11\", secret: env:NEW_PAYLOADS}";

  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource(TemporalKind.class)
  void temporalKeepsNothingReadable(TemporalKind engine) throws IOException {
    engine.orSkip();
    var config = TestConfig.in(Files.createDirectories(folder.resolve("config")), "2m");
    Files.writeString(config, ENCRYPTION, StandardOpenOption.APPEND);
    var data = folder.resolve("data");
    try (var dev =
        DevProcess.start(engine, Map.of("PAYLOADS", KEY), data, "--config", config.toString())) {
      var shop = dev.shop();
      var order = Order.usual("secret").withUnitPrice("600.00").withSku("FLAKY-1");
      var refused = Order.usual("refused").withToken("tok_declined");
      shop.place(order);
      shop.place(refused);
      var task = shop.awaitTask(order.workflowId() + ":review").path("id").asText();
      assertThat(shop.run(order).path("details").asText()).contains("reserve");
      assertThat(shop.decide(task, "approve", "a known customer").status()).isEqualTo(200);

      assertThat(shop.result(order).path("outcome").asText()).isEqualTo("confirmed");
      assertThat(shop.result(refused).path("outcome").asText()).isEqualTo("refused");
      assertThat(shop.run(order).path("summary").asText()).contains("order.placed", order.id());
      assertThat(shop.run(order).path("steps").toString()).contains("capture");

      try (var temporal = new Executions(temporal(dev))) {
        for (var each : List.of(order, refused)) {
          assertThat(temporal.raw(each.workflowId()).replace(each.workflowId(), ""))
              .contains("binary/encrypted")
              .doesNotContain(
                  each.id(), "ada@example.org", "Invalidenstr", "tok_", "known customer", "600.00");
        }
        assertThat(decoded(dev.gateway(), temporal.input(order.workflowId())))
            .contains(order.id(), "ada@example.org");
      }
      assertThat(dev.output()).doesNotContain(KEY);
      assertThat(Files.readString(data.resolve("sluice.log"))).doesNotContain(KEY);
    }
  }

  /** The gateway takes the file while it runs, the worker when it starts: in between, runs wait. */
  @Test
  void turnedOnWhileAnOrderWaitsNoAnswerIsLost() throws IOException {
    var engine = TemporalKind.devServer.orSkip();
    var config = TestConfig.in(Files.createDirectories(folder.resolve("config")), "5m");
    var data = folder.resolve("data");
    try (var dev =
        DevProcess.start(engine, Map.of("PAYLOADS", KEY), data, "--config", config.toString())) {
      var order = Order.usual("before").withUnitPrice("600.00");
      dev.shop().place(order);
      var task = dev.shop().awaitTask(order.workflowId() + ":review").path("id").asText();

      Files.writeString(config, ENCRYPTION, StandardOpenOption.APPEND);
      await("the gateway has read it")
          .until(() -> configuration(dev).path("notes").toString().contains("encryption"));
      assertThat(dev.shop().decide(task, "approve", "a known customer").status()).isEqualTo(202);
      try (var temporal = new Executions(temporal(dev))) {
        await("the worker says which key it lacks")
            .atMost(Shop.PATIENCE)
            .until(() -> temporal.raw(order.workflowId()).contains("under the key \"2026-11\""));
      }
      dev.program().close();
      dev.restart();

      assertThat(dev.shop().result(order).path("outcome").asText()).isEqualTo("confirmed");
      try (var temporal = new Executions(temporal(dev))) {
        assertThat(temporal.raw(order.workflowId()))
            .contains("ada@example.org", "binary/encrypted")
            .doesNotContain("a known customer");
      }
      var histories = folder.resolve("histories").toString();
      assertThat(
              histories(dev, "fetch", "--workflow-id", order.workflowId(), "--out", histories)
                  .exitCode())
          .isZero();
      var check = histories(dev, "check", "--strict", histories, "--config", config.toString());
      assertThat(check.exitCode()).as(check::output).isZero();
      var without = histories(dev, "check", histories);
      assertThat(without.exitCode()).as(without::output).isEqualTo(1);
      assertThat(without.output()).contains("is encrypted under the key \"2026-11\"");
    }
  }

  /** While a key is taken away too early, a run waits for it, and is neither failed nor lost. */
  @Test
  void keysAreRotatedWhileOrdersWait() throws IOException {
    var engine = TemporalKind.devServer.orSkip();
    var config = TestConfig.in(Files.createDirectories(folder.resolve("config")), "9m");
    var plain = Files.readString(config);
    var environment = Map.of("OLD_PAYLOADS", KEY, "NEW_PAYLOADS", NEW_KEY);
    Files.writeString(config, plain + keys(OLD));
    try (var dev =
        DevProcess.start(
            engine, environment, folder.resolve("data"), "--config", config.toString())) {
      var first = Order.usual("first").withUnitPrice("600.00");
      var second = Order.usual("second").withUnitPrice("600.00");
      dev.shop().place(first);
      dev.shop().place(second);
      dev.shop().awaitTask(first.workflowId() + ":review");
      dev.shop().awaitTask(second.workflowId() + ":review");

      restart(dev, config, plain + keys(NEW + ", " + OLD));
      assertThat(approve(dev, first).status()).isEqualTo(200);
      assertWrittenAndReadUnderBoth(dev, first);

      restart(dev, config, plain + keys(NEW));
      assertThat(approve(dev, second).status()).isEqualTo(202);
      await("the worker says which key it lacks")
          .atMost(Shop.PATIENCE)
          .until(
              () ->
                  Files.readString(dev.data().resolve("sluice.log"))
                      .contains("is encrypted under the key \"2025-11\""));
      try (var temporal = new Executions(temporal(dev))) {
        assertThat(decoding(dev.gateway(), temporal.input(second.workflowId())).body().toString())
            .contains("no-such-encryption-key", "2025-11");
      }
      assertThat(dev.shop().run(second).path("status").asText()).isEqualTo("running");
      assertThat(dev.shop().run(second).hasNonNull("summary")).isFalse();

      restart(dev, config, plain + keys(NEW + ", " + OLD));
      assertWrittenAndReadUnderBoth(dev, second);
    }
  }

  private static Http.Answer approve(DevProcess dev, Order order) {
    return dev.shop().decide(order.workflowId() + ":review", "approve", "a known customer");
  }

  private static void assertWrittenAndReadUnderBoth(DevProcess dev, Order order) {
    assertThat(dev.shop().result(order).path("outcome").asText()).isEqualTo("confirmed");
    assertThat(dev.shop().run(order).path("summary").asText()).contains(order.id());
    assertThat(dev.shop().run(order).path("steps").toString()).contains("reserve", "capture");
    try (var temporal = new Executions(temporal(dev))) {
      var input = temporal.input(order.workflowId());
      var result = temporal.endedWith(order.workflowId());
      assertThat(List.of(keyId(input), keyId(result))).containsExactly("2025-11", "2026-11");
      assertThat(decoded(dev.gateway(), input)).contains("ada@example.org");
      assertThat(decoded(dev.gateway(), result)).contains("confirmed");
    }
  }

  private static String keys(String keys) {
    return "\nencryption: {keys: [" + keys + "]}\n";
  }

  private static void restart(DevProcess dev, Path config, String text) throws IOException {
    dev.program().close();
    Files.writeString(config, text);
    dev.restart();
  }

  private static String keyId(Payload payload) {
    return payload.getMetadataOrThrow("encryption-key-id").toStringUtf8();
  }

  private Program histories(DevProcess dev, String... arguments) {
    var line = new ArrayList<>(List.of("histories"));
    line.addAll(List.of(arguments));
    var environment = Map.of("TEMPORAL_ADDRESS", temporal(dev), "PAYLOADS", KEY);
    return Program.sluice(folder.resolve("histories.log"), environment, line);
  }

  private static JsonNode configuration(DevProcess dev) {
    return dev.gateway().get("/v1/about").body().path("configuration");
  }

  private static String temporal(DevProcess dev) {
    return dev.gateway().get("/v1/about").body().path("temporal").path("address").asText();
  }

  private static String decoded(Http gateway, Payload payload) {
    var answer = decoding(gateway, payload);
    var data = answer.body().path("payloads").path(0).path("data").asText();
    return new String(Base64.getDecoder().decode(data), StandardCharsets.UTF_8);
  }

  private static Http.Answer decoding(Http gateway, Payload payload) {
    ObjectNode body = Http.JSON.createObjectNode();
    ObjectNode item = body.putArray("payloads").addObject();
    ObjectNode metadata = item.putObject("metadata");
    payload
        .getMetadataMap()
        .forEach((name, value) -> metadata.put(name, base64(value.toByteArray())));
    item.put("data", base64(payload.getData().toByteArray()));
    return gateway.post("/codec/decode", body.toString());
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
