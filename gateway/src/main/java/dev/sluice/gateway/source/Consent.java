package dev.sluice.gateway.source;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who may send by the CloudEvents webhook protocol, and how many deliveries a minute.
 *
 * @param origins DNS names in lower case; {@code *} is anybody
 * @param perMinute null: as many as they like
 */
public record Consent(Set<String> origins, @Nullable Integer perMinute) {

  boolean allows(String origin) {
    return origins.contains("*") || origins.contains(origin.toLowerCase(Locale.ROOT));
  }
}
