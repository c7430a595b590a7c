package dev.sluice.gateway.event;

import java.util.Optional;

/** Bytes and a content type, made into {@link Data}. */
final class Payload {

  static final String JSON = "application/json";

  private Payload() {}

  static Data none(Optional<String> contentType) {
    return new Data(new byte[0], contentType.orElse(null), null);
  }

  /**
   * JSON is parsed where the type says JSON; where nothing is said, it is tried. A type that says
   * JSON over bytes that are none is a fault of the whole.
   */
  static Data of(byte[] bytes, Optional<String> contentType) {
    if (contentType.isPresent()) {
      return Data.of(bytes, contentType.get());
    }
    try {
      return new Data(bytes, JSON, StrictJson.value(bytes));
    } catch (Malformed notJson) {
      return new Data(bytes, null, null);
    }
  }
}
