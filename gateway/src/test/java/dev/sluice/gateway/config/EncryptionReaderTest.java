package dev.sluice.gateway.config;

import static dev.sluice.gateway.config.SluiceYaml.ROUTES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.codec.EncryptionKey;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The keys of what Temporal keeps, and the origins of the codec. */
final class EncryptionReaderTest {

  private static final String ONE = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";
  private static final String TWO = "AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI=";
  private static final String SHORT = "AgICAgICAgICAgICAgICAgICAgI=";
  private static final String ACCESS =
      "access: {keys: [{name: a, key: env:CALLER, roles: [read]}]}\n";

  @TempDir private Path folder;

  private final SluiceYaml yaml =
      new SluiceYaml(
          () -> folder,
          Map.of(
              "ONE",
              ONE,
              "TWO",
              TWO,
              "SHORT",
              SHORT,
              "TEXT",
              "correct horse battery",
              "CALLER",
              "0123456789abcdef0123"));

  @Test
  void keysAreReadInTheirOrderWithTheOrigins() {
    yaml.beside("two.key", TWO + "\n");
    Config config =
        yaml.good(
            ROUTES
                + """
                encryption:
                  keys:
                    - {id: "2026-11", secret: env:ONE}
                    - {id: "2025-11", secret: "file:two.key"}
                  origins: ["http://localhost:8233"]
                """);
    assertThat(config.encryption().keys().keys())
        .extracting(EncryptionKey::id)
        .containsExactly("2026-11", "2025-11");
    assertThat(config.encryption().origins()).containsExactly("http://localhost:8233");
    assertThat(config.toString()).doesNotContain(ONE, TWO);
  }

  @Test
  void withoutTheSectionNothingIsEncrypted() {
    assertThat(yaml.good(ROUTES).encryption()).isEqualTo(Config.Encryption.NONE);
  }

  @Test
  void whatCannotWorkIsRefusedWithItsPlace() {
    assertThat(
            yaml.places(
                ROUTES
                    + """
                    encryption:
                      keys:
                        - {id: "2026-11", secret: env:ONE}
                        - {id: "2026-11", secret: env:TWO}
                        - {id: "2025-11", secret: env:ONE}
                        - {id: "a/b", secret: env:SHORT}
                        - {id: c, secret: env:TEXT}
                        - {id: d, secret: hunter2}
                        - {id: e, secret: env:NONE}
                        - {secret: env:TWO, kind: aes}
                    """))
        .containsExactly(
            "8:12 encryption.keys[1].id: another key has the id '2026-11'",
            "9:31 encryption.keys[2].secret: another id has the same key (give each id its own)",
            "10:12 encryption.keys[3].id: 'a/b' is no name of a key"
                + " (letters, digits, '.', '_' and '-', at most 64)",
            "10:27 encryption.keys[3].secret: the key has 160 bits, not 256"
                + " (make one with: openssl rand -base64 32)",
            "11:23 encryption.keys[4].secret: the key is not base64"
                + " (make one with: openssl rand -base64 32)",
            "12:23 encryption.keys[5].secret: a secret must not stand in the file"
                + " (write env:NAME or file:PATH)",
            "13:23 encryption.keys[6].secret: the variable NONE is not set",
            "14:7 encryption.keys[7]: 'id' is missing",
            "14:25 encryption.keys[7].kind: there is no key 'kind' here (known here: id, secret)");
  }

  @Test
  void noKeyAtAllIsRefused() {
    assertThat(yaml.places(ROUTES + "encryption: {keys: []}"))
        .containsExactly(
            "5:20 encryption.keys: names no key, so that nothing could be encrypted"
                + " (make one with: openssl rand -base64 32)");
    assertThat(yaml.places(ROUTES + "encryption: {}"))
        .containsExactly("5:13 encryption: 'keys' is missing");
  }

  @Test
  void pagesOfOtherMachinesNeedKeysOfCallers() {
    String encryption = "encryption: {keys: [{id: a, secret: env:ONE}], origins: [\"%s\"]}\n";
    String stranger = encryption.formatted("https://temporal.example");

    assertThat(yaml.places(ROUTES + stranger))
        .containsExactly(
            "5:13 encryption: origins names pages of another machine, and without access.keys this"
                + " machine alone may call (add access.keys, or name origins as"
                + " http://localhost:8233)");
    assertThat(yaml.places(ROUTES + ACCESS + stranger)).isEmpty();
    assertThat(yaml.places(ROUTES + encryption.formatted("http://127.0.0.1:8233"))).isEmpty();
    assertThat(yaml.places(ROUTES + encryption.formatted("http://[::1]:8233"))).isEmpty();
  }

  @Test
  void anEventIsExplainedWithoutTheKeys() {
    Path file =
        yaml.write(
            ROUTES + "encryption: {keys: [{id: a, secret: env:NONE}, {id: b, secret: env:NO}]}");
    Rehearsal rehearsal = Rehearsal.of(file, name -> java.util.Optional.empty());
    assertThat(rehearsal.loaded()).isInstanceOf(Loaded.Ready.class);
  }
}
