package dev.sluice.worker.risk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.codec.EncryptionKey;
import dev.sluice.codec.Keyring;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EncryptionFileTest {

  private static final Map<String, String> ENVIRONMENT =
      Map.of("ONE", "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=", "SHORT", "c2hvcnQ=");

  private static final String GOOD =
      """
      sources: {s: {verify: github, secrets: [env:NOT_OURS]}}
      encryption:
        keys:
          - {id: "2026-11", secret: env:ONE}
          - {id: "2025-11", secret: "file:old.key"}
        origins: ["http://localhost:8233"]
      """;

  @TempDir Path folder;

  private Keyring read(String yaml) throws IOException {
    Files.writeString(folder.resolve("old.key"), "AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI=\n");
    Path file = Files.writeString(folder.resolve("sluice.yaml"), yaml);
    return EncryptionFile.read(file, name -> Optional.ofNullable(ENVIRONMENT.get(name)));
  }

  @Test
  void keysAreReadInTheirOrderAndNoOtherSecret() throws IOException {
    assertThat(read(GOOD).keys())
        .extracting(EncryptionKey::id)
        .containsExactly("2026-11", "2025-11");
  }

  @Test
  void withoutTheSectionThereAreNone() throws IOException {
    assertThat(read("routes: []")).isEqualTo(Keyring.NONE);
  }

  @Test
  void aListWithoutAKeyDoesNotTurnEncryptionOff() {
    assertThatThrownBy(() -> read("encryption: {keys: []}"))
        .isInstanceOf(BadConfiguration.class)
        .hasMessageContaining("encryption.keys: names no key");
  }

  @ParameterizedTest
  @CsvSource({
    "env:ONE, env:NONE, '4:31: encryption.keys[0].secret: the variable NONE is not set'",
    "env:ONE, env:SHORT, '4:31: encryption.keys[0].secret: the key has 40 bits, not 256'",
    "env:ONE, hunter2, '4:31: encryption.keys[0].secret: a secret must not stand in the file'",
    "old.key, none, '5:31: encryption.keys[1].secret: the file of the secret cannot be read'",
    "2026-11, a b, '4:12: encryption.keys[0].id: \"a b\" is no name of a key'",
    "'  keys', '  kys', '3:3: encryption: \"keys\" is missing'",
    "2025-11, 2026-11, '4:5: encryption.keys: two keys have the same id'",
  })
  void anErrorSaysWhere(String good, String bad, String message) {
    assertThatThrownBy(() -> read(GOOD.replace(good, bad)))
        .isInstanceOf(BadConfiguration.class)
        .hasMessageContaining("sluice.yaml:" + message)
        .hasMessageNotContaining("hunter2");
  }
}
