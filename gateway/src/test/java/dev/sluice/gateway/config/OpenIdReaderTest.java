package dev.sluice.gateway.config;

import static dev.sluice.gateway.config.SluiceYaml.ROUTES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.people.OpenIdSettings;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The provider by which people sign in. */
final class OpenIdReaderTest {

  @TempDir private Path folder;
  private final SluiceYaml yaml = new SluiceYaml(() -> folder, Map.of());

  @BeforeEach
  void keepSecrets() {
    yaml.beside("key.txt", "0123456789abcdef0123\n");
    yaml.beside("secret.txt", "secret-of-the-client\n");
  }

  @Test
  void aProviderIsReadAndItsSecretIsNotShown() {
    OpenIdSettings settings =
        yaml.good(
                ROUTES
                    + """
                    access:
                      publicUrl: https://sluice.example.com
                      openId:
                        issuer: https://login.example.com/realms/acme
                        clientId: 1234-abc.apps.example.com
                        clientSecret: file:secret.txt
                        personClaim: https://acme.example/name
                      keys: [{name: shop, key: 'file:key.txt', roles: [publish]}]
                    """)
            .signIn()
            .openId();
    assertThat(settings)
        .isEqualTo(
            new OpenIdSettings(
                URI.create("https://login.example.com/realms/acme"),
                "1234-abc.apps.example.com",
                "secret-of-the-client",
                "https://acme.example/name"));
    assertThat(String.valueOf(settings)).doesNotContain("secret-of");
  }

  @Test
  void theAddressTellsWhoItIsWhereNothingElseIsSaid() {
    OpenIdSettings settings =
        yaml.good(
                ROUTES
                    + """
                    access:
                      publicUrl: http://localhost:8080
                      openId: {issuer: 'http://localhost:9', clientId: s, clientSecret: 'file:secret.txt'}
                      keys: [{name: shop, key: 'file:key.txt', roles: [publish]}]
                    """)
            .signIn()
            .openId();
    assertThat(settings).extracting(OpenIdSettings::personClaim).isEqualTo("email");
  }

  @Test
  void whatCannotWorkIsRefusedWithItsPlace() {
    assertThat(
            yaml.places(
                ROUTES
                    + """
                    access:
                      openId:
                        issuer: http://login.example.com
                        clientId: "two words"
                        personClaim: ""
                        client: x
                      keys: [{name: shop, key: 'file:key.txt', roles: [publish]}]
                    """))
        .containsExactly(
            "7:5 access.openId: needs access.publicUrl: the provider sends people back to it",
            "7:5 access.openId: 'clientSecret' is missing",
            "7:13 access.openId.issuer: is no issuer (an https address as the provider writes it:"
                + " https://login.example.com)",
            "8:15 access.openId.clientId: is no word of 1 to 200 letters without blanks",
            "9:18 access.openId.personClaim: is empty",
            "10:5 access.openId.client: there is no key 'client' here (did you mean 'clientId'?)");
  }
}
