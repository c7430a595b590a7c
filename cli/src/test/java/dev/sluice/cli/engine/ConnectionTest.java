package dev.sluice.cli.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.cli.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConnectionTest {

  @TempDir Path home;

  @Test
  void nothingSetMeansNoServer() {
    assertThat(Connection.configured(environment())).isEmpty();
    assertThat(Connection.configured(environment("TEMPORAL_ADDRESS", ""))).isEmpty();
  }

  @Test
  void theStandardVariablesNameTheServer() {
    var connection =
        Connection.configured(
            environment("TEMPORAL_ADDRESS", "temporal:7233", "TEMPORAL_NAMESPACE", "shop"));

    assertThat(connection)
        .hasValueSatisfying(
            found -> {
              assertThat(found.address()).isEqualTo("temporal:7233");
              assertThat(found.namespace()).isEqualTo("shop");
              assertThat(found.stubs().getTarget()).isEqualTo("temporal:7233");
              assertThat(found.stubs().getEnableHttps()).isFalse();
            });
  }

  @Test
  void anApiKeyTurnsTlsOn() {
    var connection =
        Connection.configured(
            environment("TEMPORAL_ADDRESS", "cloud:7233", "TEMPORAL_API_KEY", "key"));

    assertThat(connection)
        .hasValueSatisfying(found -> assertThat(found.stubs().getEnableHttps()).isTrue());
  }

  @Test
  void aProfileOfTheFileNamesTheServer() throws IOException {
    var file = home.resolve("temporal.toml");
    Files.writeString(file, "[profile.cloud]\naddress = \"cloud:7233\"\nnamespace = \"shop\"\n");

    var connection =
        Connection.configured(
            environment("TEMPORAL_CONFIG_FILE", file.toString(), "TEMPORAL_PROFILE", "cloud"));

    assertThat(connection)
        .hasValueSatisfying(found -> assertThat(found.address()).isEqualTo("cloud:7233"));
  }

  @Test
  void aFileThatCannotBeReadIsSaid() {
    assertThatThrownBy(() -> Connection.configured(environment("TEMPORAL_PROFILE", "not-there")))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("not-there");
  }

  private Map<String, String> environment(String... pairs) {
    var environment = new java.util.TreeMap<String, String>();
    // So that a configuration of whoever runs the test is not read.
    environment.put("TEMPORAL_CONFIG_FILE", home.resolve("none.toml").toString());
    for (int i = 0; i < pairs.length; i += 2) {
      environment.put(pairs[i], pairs[i + 1]);
    }
    return environment;
  }
}
