package dev.sluice.cli.doctor;

import dev.sluice.gateway.edge.Edge;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import okhttp3.OkHttpClient;
import okhttp3.Request;

/**
 * This machine's clock against the gateway's, by the {@code Date} of its answers. Signatures with a
 * time in them and review deadlines need both to agree within a minute.
 */
final class Clocks {

  private static final Duration TOLERANCE = Duration.ofMinutes(1);

  private Clocks() {}

  static Finding compare(Edge.Address gateway) {
    return gatewayTime(gateway)
        .map(theirs -> judge(Instant.now(), theirs))
        .orElseGet(() -> Finding.good("clock", "no gateway runs here: nothing to compare it with"));
  }

  static Finding judge(Instant ours, Instant theirs) {
    var apart = Duration.between(theirs, ours);
    if (apart.abs().compareTo(TOLERANCE) <= 0) {
      return Finding.good("clock", "within a minute of the gateway's");
    }
    return Finding.bad(
        "clock",
        "%d s %s the gateway's".formatted(apart.abs().toSeconds(), side(apart)),
        "Let both machines keep their time by NTP.");
  }

  private static String side(Duration apart) {
    return apart.isNegative() ? "behind" : "ahead of";
  }

  private static Optional<Instant> gatewayTime(Edge.Address gateway) {
    var http = new OkHttpClient.Builder().callTimeout(Duration.ofSeconds(2)).build();
    var url = "http://" + gateway.host() + ":" + gateway.port() + "/health/live";
    try (var answer = http.newCall(new Request.Builder().url(url).build()).execute()) {
      return Optional.ofNullable(answer.headers().getInstant("Date"));
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty();
    } finally {
      http.connectionPool().evictAll();
      http.dispatcher().executorService().shutdown();
    }
  }
}
