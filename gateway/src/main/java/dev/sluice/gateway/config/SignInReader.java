package dev.sluice.gateway.config;

import dev.sluice.gateway.people.OpenIdSettings;
import dev.sluice.gateway.people.SignIn;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** Reads of {@code access:} how people sign in at the console. */
final class SignInReader {

  private static final Set<String> SCHEMES = Set.of("http", "https");

  private final SecretReader secrets;

  SignInReader(SecretReader secrets) {
    this.secrets = secrets;
  }

  SignIn read(Section access) {
    Optional<URI> publicUrl = access.optional("publicUrl").flatMap(SignInReader::origin);
    Optional<Section> sessions = access.optional("sessions").flatMap(Value::section);
    Duration idle = sessions.flatMap(s -> length(s, "idle")).orElse(SignIn.DEFAULT.idle());
    Duration age = sessions.flatMap(s -> length(s, "age")).orElse(SignIn.DEFAULT.age());
    sessions.ifPresent(
        section -> {
          section.close();
          if (idle.compareTo(age) > 0) {
            section.refuse("a session that may be idle for longer than it lasts", "idle <= age");
          }
        });
    Optional<Section> openId = access.optional("openId").flatMap(Value::section);
    if (openId.isPresent() && !access.has("publicUrl")) {
      openId.get().refuse("needs access.publicUrl: the provider sends people back to it", null);
    }
    OpenIdSettings provider = openId.flatMap(new OpenIdReader(secrets)::read).orElse(null);
    return new SignIn(publicUrl.orElse(null), idle, age, provider);
  }

  private static Optional<Duration> length(Section section, String key) {
    return section.optional(key).flatMap(Value::duration);
  }

  private static Optional<URI> origin(Value value) {
    Optional<URI> url = value.text().flatMap(text -> parsed(value, text));
    if (url.isPresent() && "http".equals(url.get().getScheme())) {
      value.warn("sessions travel unencrypted to this address", "use https");
    }
    return url;
  }

  private static Optional<URI> parsed(Value value, String text) {
    try {
      URI url = new URI(text);
      boolean isOrigin =
          SCHEMES.contains(String.valueOf(url.getScheme()))
              && url.getHost() != null
              && url.getRawPath().isEmpty()
              && url.getRawQuery() == null
              && url.getRawFragment() == null
              && url.getRawUserInfo() == null;
      if (isOrigin) {
        return Optional.of(url);
      }
    } catch (URISyntaxException e) {
      // Refused below, like what is a URL and not this kind.
    }
    return value.refuse("is no address of a host", "as in https://sluice.example.com");
  }
}
