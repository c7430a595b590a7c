package dev.sluice.gateway.message;

import java.util.Optional;

/**
 * One way to tell people. Sending the same letter again must do no harm that its key can spare. For
 * one thread, but for {@link #cut}.
 */
@FunctionalInterface
interface Channel {

  /**
   * Why a letter was not sent, in words for whoever operates: never with a secret or a link.
   *
   * @param isChannels whether others would fail now as well
   */
  record Failure(String why, boolean isChannels) {}

  /** Blocks. Empty: it was sent. */
  Optional<Failure> send(Letter letter);

  /** It takes too long: what is under way ends soon. Told by another thread. */
  default void cut() {}

  /** There is no more to send for now. */
  default void rest() {}
}
