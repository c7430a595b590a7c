package dev.sluice.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.gateway.dispatch.Rig;
import dev.sluice.gateway.edge.AboutInfo;
import dev.sluice.gateway.edge.Edge;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GatewayTest {

  @TempDir private Path folder;

  @Test
  void whatWouldLetEverybodyInStartsNothing() {
    GatewayConfig open =
        GatewayConfig.of(
            new Edge.Address("0.0.0.0", 0),
            TestGateway.orderExample(),
            "jdbc:sqlite:" + folder.resolve("sluice.db"),
            folder,
            Rig.config("127.0.0.1:1", false),
            AboutInfo.of(
                "test",
                new AboutInfo.Temporal("server", "127.0.0.1:1", "default", null),
                null,
                Instant.EPOCH));

    assertThatThrownBy(() -> Gateway.start(open))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("access");
    assertThat(folder).isEmptyDirectory();
  }
}
