package dev.sluice.cli.process;

import dev.sluice.cli.CommandFailure;
import dev.sluice.gateway.journal.JournalUnusable;
import java.net.BindException;
import java.util.function.Supplier;

/** The failures at a start that everybody meets: a port or a database that somebody else has. */
public final class Starting {

  private Starting() {}

  /** Starts something that listens; what keeps it from that is said in our words. */
  public static <T> T on(int port, Supplier<T> start) {
    try {
      return start.get();
    } catch (IllegalArgumentException | JournalUnusable e) {
      throw new CommandFailure(String.valueOf(e.getMessage()), "", e);
    } catch (RuntimeException e) {
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        if (cause instanceof BindException) {
          throw new CommandFailure(
              "Port " + port + " is taken.",
              "Stop what listens there, or choose another with --port; 0 picks a free one.",
              e);
        }
      }
      throw e;
    }
  }
}
