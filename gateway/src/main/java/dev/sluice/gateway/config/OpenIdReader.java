package dev.sluice.gateway.config;

import dev.sluice.gateway.people.OpenIdSettings;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads {@code access.openId}, the provider by which people sign in. */
final class OpenIdReader {

  private static final Set<String> LOCAL = Set.of("localhost", "127.0.0.1", "[::1]");

  private static final Pattern WORD = Pattern.compile("[!-~]{1,200}");

  private final SecretReader secrets;

  OpenIdReader(SecretReader secrets) {
    this.secrets = secrets;
  }

  Optional<OpenIdSettings> read(Section openId) {
    Optional<URI> issuer = openId.required("issuer").flatMap(OpenIdReader::issuer);
    Optional<String> clientId = openId.required("clientId").flatMap(OpenIdReader::word);
    Optional<String> secret =
        openId
            .required("clientSecret")
            .flatMap(secrets::read)
            .map(bytes -> new String(bytes, StandardCharsets.UTF_8).strip());
    String claim = openId.optional("personClaim").flatMap(OpenIdReader::word).orElse("email");
    openId.close();
    return issuer.isEmpty() || clientId.isEmpty() || secret.isEmpty()
        ? Optional.empty()
        : Optional.of(new OpenIdSettings(issuer.get(), clientId.get(), secret.get(), claim));
  }

  /** Providers give identifiers and claims of any form, also addresses. */
  private static Optional<String> word(Value value) {
    return value
        .text()
        .flatMap(
            text ->
                WORD.matcher(text).matches()
                    ? Optional.of(text)
                    : value.refuse("is no word of 1 to 200 letters without blanks", null));
  }

  private static Optional<URI> issuer(Value value) {
    return value.text().flatMap(text -> issuer(value, text));
  }

  private static Optional<URI> issuer(Value value, String text) {
    try {
      URI issuer = new URI(text);
      String host = issuer.getHost();
      boolean isGood =
          host != null
              && issuer.getRawQuery() == null
              && issuer.getRawFragment() == null
              && ("https".equals(issuer.getScheme())
                  || ("http".equals(issuer.getScheme()) && LOCAL.contains(host)));
      if (isGood) {
        return Optional.of(issuer);
      }
    } catch (URISyntaxException e) {
      // Refused below, like what is a URL and not this kind.
    }
    return value.refuse(
        "is no issuer", "an https address as the provider writes it: https://login.example.com");
  }
}
