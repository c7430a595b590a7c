package dev.sluice.gateway.journal;

/**
 * The gateway cannot start on the journal it was given. The message says where it is, what is wrong
 * and what to do.
 */
public final class JournalUnusable extends IllegalStateException {

  JournalUnusable(String message) {
    super(message);
  }

  JournalUnusable(String message, Throwable cause) {
    super(message, cause);
  }
}
