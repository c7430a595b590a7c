package dev.sluice.sandbox.inventory;

import java.util.Locale;

/** Where a reservation stands. */
enum State {
  RESERVED,
  COMMITTED,
  RELEASED,
  /** Never stored: it follows from the clock. */
  EXPIRED;

  static State of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
