package dev.sluice.proof;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How much the front door takes, with its load generator on the same machine: {@code
 * proof/bench-door} runs it. Not a test: nothing is asserted but that everything was accepted and
 * every verdict is final.
 */
class DoorBench {

  private static final Duration WARM_UP = seconds("BENCH_WARM_UP", 20);
  private static final Duration TIME = seconds("BENCH_SECONDS", 15);
  private static final String SECRET = "a-secret-of-the-benchmark-only";

  private static final String SCHEMA =
      """
      {"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object",
       "required":["sensor","value","unit"],
       "properties":{"sensor":{"type":"string"},"value":{"type":"integer","minimum":0},
         "unit":{"enum":["C","F"]},"site":{"type":"string","maxLength":20}}}""";

  @TempDir Path folder;
  private final ObjectNode report = Http.JSON.createObjectNode();

  @Test
  void measure() throws Exception {
    System.out.printf(
        "%n%-34s %12s %10s %10s %10s%n", "", "events/s", "p50 ms", "p99 ms", "refused");
    try (DevProcess dev = start("door", 2)) {
      Path file = dev.data().resolve("journal.db");
      measure(dev, "single POST", 32, 1, single());
      measure(dev, "single POST, 128 connections", 128, 1, single());
      measure(dev, "batch of 100", 8, 100, batch(100));
      measure(dev, "NDJSON of 1000", 4, 1_000, lines(1_000));
      measure(dev, "webhook, verified", 32, 1, hook());
      double events = accepted(dev);
      put("bytes per event on disk", (Files.size(file) + wal(file)) / events);
      put("heap after all, MB", heap(dev) / 1e6);
      put(
          "events per commit",
          dev.gateway().metric("sluice_journal_batch_sum")
              / dev.gateway().metric("sluice_journal_batch_count"));
      put(
          "ms per commit",
          1_000
              * dev.gateway().metric("sluice_journal_commit_seconds_sum")
              / dev.gateway().metric("sluice_journal_commit_seconds_count"));
    }
    for (int routes : List.of(10, 100, 1_000)) {
      try (DevProcess dev = start("routes-" + routes, routes)) {
        measure(dev, "single POST, " + routes + " routes", 32, 1, single());
      }
    }
    starts();
    Path json = Path.of("target", "bench-door.json");
    Files.createDirectories(json.getParent());
    Files.writeString(json, report.toPrettyString());
    System.out.println("\n" + json);
  }

  /** From the commit to the started run, one event after the other: no queue in front. */
  private void starts() throws IOException {
    try (DevProcess dev =
        DevProcess.start(TemporalKind.devServer.orSkip(), folder.resolve("starts"))) {
      for (int i = 0; i < 100; i++) {
        dev.shop().place(Order.usual("bench-" + i));
        int upTo = i + 1;
        await()
            .atMost(Shop.PATIENCE)
            .until(() -> dev.gateway().metric("sluice_dispatch_latency_seconds_count") >= upTo);
      }
      put(
          "ms from commit to started",
          1_000
              * dev.gateway().metric("sluice_dispatch_latency_seconds_sum")
              / dev.gateway().metric("sluice_dispatch_latency_seconds_count"));
    }
  }

  private DevProcess start(String name, int routes) throws IOException {
    Path here = Files.createDirectories(folder.resolve(name));
    Path schemas = Files.createDirectories(here.resolve("schemas/reading.taken"));
    Files.writeString(schemas.resolve("1.json"), SCHEMA);
    String filtered =
        LongStream.range(0, routes)
            .mapToObj(
                i ->
                    """
                      - name: r%d
                        on: %s
                        when: event.data.value > 1000000 && event.data.site == "south"
                        start: {workflow: Alarm, taskQueue: alarms, id: 'alarm-${event.data.sensor}'}
                    """
                        .formatted(i, i < 2 ? "reading.*" : "other" + i + ".*"))
            .collect(Collectors.joining());
    Path file = here.resolve("sluice.yaml");
    Files.writeString(
        file,
        "schemas: ./schemas\nsources:\n  hub: {verify: github, secrets: [env:BENCH_SECRET]}\nroutes:\n"
            + filtered);
    return DevProcess.start(
        TemporalKind.inProcess,
        Map.of("BENCH_SECRET", SECRET),
        here.resolve("data"),
        "--config",
        file.toString());
  }

  private void measure(
      DevProcess dev, String name, int connections, int events, Load.Request request)
      throws IOException {
    Load load = new Load(URI.create(dev.gateway().base()), connections);
    load.run(request, WARM_UP);
    Load.Result result = load.run(request, TIME);
    await("no work waits")
        .atMost(Shop.PATIENCE)
        .until(() -> dev.gateway().metric("sluice_backlog") == 0);
    ObjectNode row = report.putObject(name);
    row.put("eventsPerSecond", Math.round(result.perSecond() * events));
    row.put("p50Millis", result.p50Micros() / 1e3);
    row.put("p99Millis", result.p99Micros() / 1e3);
    row.put("refused", result.refused());
    System.out.printf(
        Locale.ROOT,
        "%-34s %12d %10.2f %10.2f %10d%n",
        name,
        Math.round(result.perSecond() * events),
        result.p50Micros() / 1e3,
        result.p99Micros() / 1e3,
        result.refused());
  }

  private void put(String name, double value) {
    report.put(name, value);
    System.out.printf(Locale.ROOT, "%-34s %12.1f%n", name, value);
  }

  /**
   * About 200 bytes, as a webhook of a small service. Put together by hand: a formatter would cost
   * a good part of what is measured.
   */
  private static String event(long n) {
    long sensor = n % 1_000;
    return "{\"specversion\":\"1.0\",\"id\":\""
        + n
        + "\",\"source\":\"/bench\",\"type\":\"reading.taken\",\"subject\":\"s-"
        + sensor
        + "\",\"data\":{\"sensor\":\"s-"
        + sensor
        + "\",\"value\":"
        + n % 100
        + ",\"unit\":\"C\",\"site\":\"north\",\"note\":\"a reading like others\"}}";
  }

  private static Load.Request single() {
    return events("application/cloudevents+json", n -> event(n).getBytes(UTF_8));
  }

  private static Load.Request batch(int size) {
    LongFunction<byte[]> body =
        n -> many(n, size).collect(Collectors.joining(",", "[", "]")).getBytes(UTF_8);
    return events("application/cloudevents-batch+json", body);
  }

  private static Load.Request lines(int size) {
    return events(
        "application/x-ndjson",
        n -> many(n, size).collect(Collectors.joining("\n")).getBytes(UTF_8));
  }

  private static Stream<String> many(long n, int size) {
    // Beyond what the single ones have counted to.
    long first = (n + 1) * 1_000_000L;
    return LongStream.range(first, first + size).mapToObj(DoorBench::event);
  }

  private static Load.Request events(String mediaType, LongFunction<byte[]> body) {
    return new Load.Request("/v1/events", body, bytes -> List.of("Content-Type: " + mediaType));
  }

  /** Each with a body of its own, signed as GitHub does. */
  private static Load.Request hook() {
    SecretKeySpec key = new SecretKeySpec(SECRET.getBytes(UTF_8), "HmacSHA256");
    return new Load.Request(
        "/hooks/hub",
        n -> ("{\"ref\":\"refs/heads/main\",\"after\":\"" + n + "\",\"size\":1}").getBytes(UTF_8),
        body ->
            List.of(
                "Content-Type: application/json",
                "X-GitHub-Event: push",
                "X-GitHub-Delivery: " + UUID.nameUUIDFromBytes(body),
                "X-Hub-Signature-256: sha256=" + HexFormat.of().formatHex(mac(key, body))));
  }

  private static byte[] mac(SecretKeySpec key, byte[] body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      return mac.doFinal(body);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static Duration seconds(String variable, int otherwise) {
    String given = System.getenv(variable);
    return Duration.ofSeconds(given == null ? otherwise : Integer.parseInt(given));
  }

  private static double accepted(DevProcess dev) {
    return dev.gateway().metric("sluice_events_accepted_total");
  }

  private static double heap(DevProcess dev) {
    return dev.gateway()
        .text("/metrics")
        .lines()
        .filter(line -> line.startsWith("jvm_memory_used_bytes{area=\"heap\""))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .sum();
  }

  private static long wal(Path file) throws IOException {
    Path wal = file.resolveSibling(file.getFileName() + "-wal");
    return Files.exists(wal) ? Files.size(wal) : 0;
  }
}
