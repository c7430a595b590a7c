package dev.sluice.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.Test;

class SandboxTest extends SandboxCase {

  @Test
  void itListensOnLoopbackAndIsReady() throws IOException {
    for (Caller service : new Caller[] {inventory, payment, shipping}) {
      assertThat(service.url()).startsWith("http://127.0.0.1:");
      assertThat(service.get("/health/ready").text("status")).isEqualTo("ready");
    }
  }

  @Test
  void aPortIsTakenAsItIsGivenAndATakenOneLeavesNothingOpen() throws IOException {
    int port = HttpUrl.get(sandbox.shippingUrl()).port();
    SandboxConfig same = SandboxConfig.in(data.resolve("other")).withPorts(0, 0, port);

    assertThatThrownBy(() -> Sandbox.start(same))
        .isInstanceOf(RuntimeException.class)
        .hasMessageContaining(String.valueOf(port));

    sandbox.close();
    start(same);
    assertThat(sandbox.shippingUrl()).endsWith(":" + port);
    assertThat(booked("o1", "10115")).startsWith("bkg_");
  }

  @Test
  void aReservationIsNeverHeldForLessThanADay() {
    SandboxConfig usual = SandboxConfig.in(data);

    assertThatThrownBy(
            () ->
                new SandboxConfig(
                    usual.host(),
                    0,
                    0,
                    0,
                    data,
                    usual.faults(),
                    usual.pace(),
                    Duration.ofHours(23),
                    clock))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
