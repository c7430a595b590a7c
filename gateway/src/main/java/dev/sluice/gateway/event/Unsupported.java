package dev.sluice.gateway.event;

/** A content type that is not read here. The message names those that are. */
public final class Unsupported extends RuntimeException {

  Unsupported(String detail) {
    super(detail);
  }
}
