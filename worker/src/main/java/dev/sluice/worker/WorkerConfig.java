package dev.sluice.worker;

import dev.sluice.worker.risk.BadConfiguration;
import dev.sluice.workflows.order.Patience;
import io.temporal.common.WorkerDeploymentVersion;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a worker is told. {@code configFile} has the risk rules and the keys of payloads; without it
 * no order is reviewed and nothing encrypted. {@code deployment} turns worker versioning on. {@code
 * deadlockDetection} is how long workflow code may run without yielding. {@code patience} is how
 * long orders go on trying.
 */
public record WorkerConfig(
    URI gatewayUrl,
    @Nullable GatewayKey gatewayKey,
    URI inventoryUrl,
    URI paymentUrl,
    URI shippingUrl,
    @Nullable URI noticeUrl,
    String host,
    int port,
    @Nullable Path configFile,
    @Nullable WorkerDeploymentVersion deployment,
    Duration deadlockDetection,
    Duration followEvery,
    Duration shutdownGrace,
    Patience patience) {

  /** Kept out of every log. */
  public record GatewayKey(String value) {
    @Override
    public String toString() {
      return "***";
    }
  }

  /** From {@code SLUICE_*} names to their values, whatever they were read from. */
  public static WorkerConfig from(Map<String, String> settings) {
    Settings given = new Settings(settings);
    return new WorkerConfig(
        given.url("SLUICE_GATEWAY_URL").orElse(URI.create("http://127.0.0.1:8080")),
        given.text("SLUICE_GATEWAY_KEY").map(GatewayKey::new).orElse(null),
        given.requiredUrl("SLUICE_INVENTORY_URL"),
        given.requiredUrl("SLUICE_PAYMENT_URL"),
        given.requiredUrl("SLUICE_SHIPPING_URL"),
        given.url("SLUICE_NOTICE_URL").orElse(null),
        given.text("SLUICE_HOST").orElse("127.0.0.1"),
        given.port("SLUICE_WORKER_PORT", 9464),
        given.text("SLUICE_CONFIG").map(Path::of).orElse(null),
        given.deployment("SLUICE_DEPLOYMENT").orElse(null),
        given.duration("SLUICE_DEADLOCK_DETECTION", Duration.ofSeconds(1)),
        given.duration("SLUICE_FOLLOW_EVERY", Duration.ofSeconds(1)),
        given.duration("SLUICE_SHUTDOWN_GRACE", Duration.ofSeconds(20)),
        given.patience());
  }

  private record Settings(Map<String, String> values) {

    Optional<String> text(String name) {
      return Optional.ofNullable(values.get(name)).filter(value -> !value.isBlank());
    }

    URI requiredUrl(String name) {
      return url(name)
          .orElseThrow(
              () -> new BadConfiguration(name + " is not set: the worker cannot do without it"));
    }

    Optional<URI> url(String name) {
      return text(name).map(value -> url(name, value));
    }

    private static URI url(String name, String value) {
      try {
        URI url = new URI(value);
        if (url.getHost() != null && String.valueOf(url.getScheme()).matches("https?")) {
          return url;
        }
      } catch (URISyntaxException e) {
        // Said below in our words; the value may hold a secret and is not repeated.
      }
      throw new BadConfiguration(name + " is not an http or https URL");
    }

    int port(String name, int standard) {
      String value = text(name).orElse(String.valueOf(standard));
      if (!value.matches("[0-9]{1,5}") || Integer.parseInt(value) > 65_535) {
        throw new BadConfiguration(name + " is not a port (0 to 65535): " + value);
      }
      return Integer.parseInt(value);
    }

    Duration duration(String name, Duration standard) {
      Optional<String> value = text(name);
      if (value.isEmpty()) {
        return standard;
      }
      try {
        Duration duration = Duration.parse("PT" + value.get());
        if (!duration.isNegative() && !duration.isZero()) {
          return duration;
        }
      } catch (DateTimeParseException e) {
        // Said below in our words.
      }
      throw new BadConfiguration(name + " is not a duration such as 0.5s, 1s, 2m: " + value.get());
    }

    /** An hour is right for a shop, and too long to see a step being parked. */
    Patience patience() {
      Patience standard = Patience.standard();
      return text("SLUICE_UNTIL_PARKED")
          .map(given -> standard.withUntilParked(duration("SLUICE_UNTIL_PARKED", standard.undo())))
          .orElse(standard);
    }

    Optional<WorkerDeploymentVersion> deployment(String name) {
      return text(name).map(value -> deployment(name, value));
    }

    private static WorkerDeploymentVersion deployment(String name, String value) {
      int dot = value.indexOf('.');
      if (dot <= 0 || dot == value.length() - 1) {
        throw new BadConfiguration(
            name + " is <deployment>.<build>, such as sluice.2026-11-21, not " + value);
      }
      return WorkerDeploymentVersion.fromCanonicalString(value);
    }
  }
}
