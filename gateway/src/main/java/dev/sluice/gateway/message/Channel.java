package dev.sluice.gateway.message;

import java.util.Optional;

/** One way to tell people. Sending the same letter again must do no harm that its key can spare. */
@FunctionalInterface
interface Channel {

  /**
   * Why a letter was not sent, in words for whoever operates: never with a secret or a link.
   *
   * @param isChannels whether others would fail now as well
   */
  record Failure(String why, boolean isChannels) {}

  /** Blocks for some seconds at most. Empty: it was sent. */
  Optional<Failure> send(Letter letter);
}
