package dev.sluice.sandbox.payment;

import java.util.Locale;

/** Where an authorisation stands. */
enum State {
  AUTHORISED,
  CAPTURED,
  VOIDED,
  REFUNDED;

  static State of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
