package dev.sluice.sandbox.inventory;

import java.time.Instant;

/** A reservation as it is stored. */
record Reservation(String orderId, State stored, Instant expiresAt) {

  State at(Instant now) {
    return stored == State.RESERVED && !now.isBefore(expiresAt) ? State.EXPIRED : stored;
  }
}
