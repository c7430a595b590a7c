package dev.sluice.gateway.event;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A request as it came: header names in lower case, the body's bytes untouched. */
@SuppressWarnings("ArrayRecordComponent") // never compared, never changed
public record Incoming(Map<String, List<String>> headers, byte[] body) {

  /** A body may have, inflated too. */
  public static final int MOST_BYTES = 1 << 20;

  static final String HEADER = "header:";

  List<String> all(String header) {
    return headers.getOrDefault(header, List.of());
  }

  /** The one value of a header; two of them are a fault. */
  Optional<String> one(String header) {
    List<String> values = all(header);
    if (values.size() > 1) {
      throw Malformed.event(HEADER + header, "The header " + header + " is there twice.");
    }
    return values.stream().findFirst();
  }
}
