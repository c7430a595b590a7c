package dev.sluice.gateway.source;

import java.util.Optional;

/** One entry of {@code sources:}. Immutable. */
public record Source(
    String name, Kind kind, Verifier verifier, Optional<Consent> consent, Shape shape) {

  /** Where its events say they come from. */
  public String path() {
    return "/hooks/" + name;
  }

  /** What its types begin with: the provider, or where there is none this source's name. */
  String provider() {
    return kind.isProvider() ? kind.word() : name;
  }
}
