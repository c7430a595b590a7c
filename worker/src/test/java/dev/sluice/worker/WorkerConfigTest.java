package dev.sluice.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.worker.risk.BadConfiguration;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkerConfigTest {

  static final Map<String, String> LEAST =
      Map.of(
          "SLUICE_INVENTORY_URL", "http://127.0.0.1:1",
          "SLUICE_PAYMENT_URL", "http://127.0.0.1:2",
          "SLUICE_SHIPPING_URL", "https://ship.example");

  private static WorkerConfig with(String name, String value) {
    Map<String, String> settings = new HashMap<>(LEAST);
    settings.put(name, value);
    return WorkerConfig.from(settings);
  }

  @Test
  void defaultsAreForThisMachine() {
    WorkerConfig config = WorkerConfig.from(LEAST);
    assertThat(config.host()).isEqualTo("127.0.0.1");
    assertThat(config.port()).isEqualTo(9464);
    assertThat(config.gatewayUrl()).isEqualTo(URI.create("http://127.0.0.1:8080"));
    assertThat(config.gatewayKey()).isNull();
    assertThat(config.noticeUrl()).isNull();
    assertThat(config.configFile()).isNull();
    assertThat(config.deployment()).isNull();
    assertThat(config.deadlockDetection()).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void whatIsSetIsTaken() {
    assertThat(with("SLUICE_CONFIG", "a/sluice.yaml").configFile())
        .isEqualTo(Path.of("a", "sluice.yaml"));
    assertThat(with("SLUICE_FOLLOW_EVERY", "0.2s").followEvery()).isEqualTo(Duration.ofMillis(200));
    assertThat(with("SLUICE_WORKER_PORT", "0").port()).isZero();
    assertThat(with("SLUICE_DEPLOYMENT", "sluice.2026-11-21").deployment())
        .isNotNull()
        .satisfies(
            version -> {
              assertThat(version.getDeploymentName()).isEqualTo("sluice");
              assertThat(version.getBuildId()).isEqualTo("2026-11-21");
            });
  }

  @Test
  void theGatewaysKeyIsInNoText() {
    assertThat(with("SLUICE_GATEWAY_KEY", "s3cret").toString()).doesNotContain("s3cret");
  }

  @ParameterizedTest
  @CsvSource({
    "SLUICE_PAYMENT_URL, ''",
    "SLUICE_PAYMENT_URL, payment:8082",
    "SLUICE_PAYMENT_URL, ftp://payment",
    "SLUICE_PAYMENT_URL, 'http://a b'",
    "SLUICE_GATEWAY_URL, gateway",
    "SLUICE_WORKER_PORT, 70000",
    "SLUICE_WORKER_PORT, -1",
    "SLUICE_WORKER_PORT, x",
    "SLUICE_FOLLOW_EVERY, 0s",
    "SLUICE_FOLLOW_EVERY, often",
    "SLUICE_DEPLOYMENT, sluice",
    "SLUICE_DEPLOYMENT, .build",
    "SLUICE_DEPLOYMENT, sluice."
  })
  void aWrongSettingIsNamed(String name, String value) {
    assertThatThrownBy(() -> with(name, value))
        .isInstanceOf(BadConfiguration.class)
        .hasMessageStartingWith(name);
  }
}
