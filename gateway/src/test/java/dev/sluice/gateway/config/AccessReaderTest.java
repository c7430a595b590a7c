package dev.sluice.gateway.config;

import static dev.sluice.gateway.config.SluiceYaml.ROUTES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.route.TypeGlob;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may do what with which key, and secrets, which never stand in the file. */
final class AccessReaderTest {

  @TempDir private Path folder;
  private final SluiceYaml yaml = new SluiceYaml(() -> folder, Map.of("EMPTY", "", "SHORT", "abc"));

  @Test
  void keysOfCallersAreReadWithTheirRoles() {
    yaml.beside("key.txt", "0123456789abcdef0123\n");
    ApiKey key =
        yaml.good(
                ROUTES
                    + """
                    access:
                      keys: [{name: shop, key: 'file:key.txt', roles: [publish, read]}]
                    """)
            .access()
            .get(0);
    assertThat(key)
        .isEqualTo(
            new ApiKey(
                "shop",
                "0123456789abcdef0123",
                Set.of("publish", "read"),
                List.of(),
                Set.of(),
                null));
    assertThat(key.toString()).doesNotContain("0123456789");
  }

  /** It would read as nobody, and be everybody. */
  @Test
  void anEmptyListOfKeysIsRefused() {
    assertThat(yaml.places(ROUTES + "access:\n  keys: []\n"))
        .containsExactly(
            "6:9 access.keys: has no key, so that all programs of this machine would have every"
                + " role (one key or more; without access: only this machine is served)");
  }

  @Test
  void keysThatCannotBeToldApartAndRolesThatAreNoneAreRefused() {
    yaml.beside("key.txt", "0123456789abcdef0123\n");
    assertThat(
            yaml.places(
                ROUTES
                    + """
                    access:
                      keys:
                        - {name: shop, key: 'file:key.txt', roles: [publish]}
                        - {name: shop, key: 'file:key.txt', roles: [boss]}
                        - {name: other, roles: []}
                    """))
        .containsExactly(
            "8:14 access.keys[1].name: another key has the name 'shop'",
            "8:25 access.keys[1].key: another entry has the same key (give each caller its own)",
            "8:49 access.keys[1].roles[0]: there is no role 'boss'"
                + " (one of: publish, read, operate, worker, admin)",
            "9:7 access.keys[2]: 'key' is missing",
            "9:28 access.keys[2].roles: gives no role"
                + " (one or more of: publish, read, operate, worker, admin)");
  }

  @Test
  void aKeyMayBeBoundToTypesAndOrigins() {
    yaml.beside("key.txt", "0123456789abcdef0123\n");
    ApiKey key =
        yaml.good(
                ROUTES
                    + """
                    access:
                      keys:
                        - name: shop
                          key: file:key.txt
                          roles: [publish]
                          types: ["order.*", cart.added]
                          origins: ["https://shop.example", "http://localhost:3000", "http://[::1]:81"]
                    """)
            .access()
            .get(0);
    assertThat(key.types()).extracting(TypeGlob::text).containsExactly("order.*", "cart.added");
    assertThat(key.origins())
        .containsExactly("https://shop.example", "http://localhost:3000", "http://[::1]:81");
  }

  @Test
  void typesAndOriginsThatCannotWorkAreRefused() {
    yaml.beside("key.txt", "0123456789abcdef0123\n");
    assertThat(
            yaml.places(
                ROUTES
                    + """
                    access:
                      keys:
                        - name: shop
                          key: file:key.txt
                          roles: [read]
                          types: ["order..x", "a**"]
                          origins:
                            - "*"
                            - https://shop.example/
                            - https://shop.example:443
                            - https://Shop.example
                            - shop.example
                            - https://shop.example/cart
                        - {name: b, key: 'env:NONE', roles: [publish], types: [], origins: []}
                    """))
        .containsExactly(
            "10:14 access.keys[0].types: binds what the key publishes, and it has no role"
                + " to publish",
            "10:22 access.keys[0].types[0]: the event type 'order..x' has an empty segment",
            "10:28 access.keys[0].types[1]: 'a**' has ** beside other text (** stands"
                + " alone between dots, for any number of segments; one * is any part of a"
                + " segment)",
            "12:11 access.keys[0].origins[0]: '*' is no one origin (name each origin,"
                + " without wildcards)",
            "13:11 access.keys[0].origins[1]: 'https://shop.example/' is never what a"
                + " browser sends (write https://shop.example)",
            "14:11 access.keys[0].origins[2]: 'https://shop.example:443' is never what a"
                + " browser sends (write https://shop.example)",
            "15:11 access.keys[0].origins[3]: 'https://Shop.example' is never what a"
                + " browser sends (write https://shop.example)",
            "16:11 access.keys[0].origins[4]: 'shop.example' is no origin (scheme, host"
                + " and, where it is not the usual one, port: https://shop.example)",
            "17:11 access.keys[0].origins[5]: 'https://shop.example/cart' is no origin"
                + " (scheme, host and, where it is not the usual one, port: https://shop.example)",
            "18:22 access.keys[1].key: the variable NONE is not set",
            "18:59 access.keys[1].types: names no event type",
            "18:72 access.keys[1].origins: names no origin (as in https://shop.example)");
  }

  @Test
  void aSecretNeverStandsInTheFile() {
    yaml.beside("key.txt", "0123456789abcdef0123\n");
    List<ConfigError> errors =
        yaml.errors(
            ROUTES
                + """
                access:
                  keys:
                    - {name: a, key: hunter2, roles: [read]}
                    - {name: b, key: env:NOT_SET, roles: [read]}
                    - {name: c, key: env:EMPTY, roles: [read]}
                    - {name: d, key: 'file:nowhere.txt', roles: [read]}
                    - {name: e, key: 'file:key.txt', roles: [read]}
                    - {name: f, key: '', roles: [read]}
                """);
    assertThat(errors)
        .extracting(e -> e.line() + " " + e.reason())
        .containsExactly(
            "7 a secret must not stand in the file",
            "8 the variable NOT_SET is not set",
            "9 the secret is empty",
            "10 the file of the secret cannot be read: nowhere.txt",
            "12 is empty");
    assertThat(errors.toString()).doesNotContain("hunter2");
  }

  @Test
  void whereNoKeyIsAWorkersThatIsWarnedOf() {
    yaml.beside("key.txt", "0123456789abcdef0123\n");
    String keys = ROUTES + "access: {keys: [{name: a, key: 'file:key.txt', roles: [%s]}]}\n";

    assertThat(yaml.load(keys.formatted("publish, operate")).warnings())
        .extracting(w -> w.path() + ": " + w.reason())
        .containsExactly(
            "access.keys: no key has the role 'worker': no worker can put questions into the inbox");
    assertThat(yaml.load(keys.formatted("publish, worker")).warnings()).isEmpty();
    assertThat(yaml.load(keys.formatted("admin")).warnings()).isEmpty();
    yaml.beside("other.txt", "abcdef0123456789abcd\n");
    String two = keys.replace("]}]}", "]}, {name: b, key: 'file:other.txt', roles: [publish]}]}");
    assertThat(yaml.load(two.formatted("worker")).warnings()).isEmpty();
  }

  @Test
  void aWorkersKeyIsNobodysOwn() {
    yaml.beside("key.txt", "0123456789abcdef0123\n");
    assertThat(
            yaml.places(
                ROUTES
                    + """
                    people: {members: {anna: {name: Anna}}}
                    access: {keys: [{name: w, key: 'file:key.txt', roles: [worker], person: anna}]}
                    """))
        .singleElement()
        .asString()
        .contains("access.keys[0].person: a worker's key is nobody's own");
  }

  @Test
  void aShortSecretIsWarnedOf() {
    Loaded loaded = yaml.load(ROUTES + "sources: {s: {verify: github, secrets: [env:SHORT]}}");
    assertThat(loaded.warnings())
        .extracting(w -> w.path() + ": " + w.reason())
        .containsExactly("sources.s.secrets[0]: the secret is shorter than 16 characters");
  }
}
