package dev.sluice.cli.process;

import dev.sluice.cli.CommandFailure;
import java.net.BindException;
import java.util.function.Supplier;

/** A port that somebody else has: the one failure at start that everybody meets. */
public final class Taken {

  private Taken() {}

  /** Starts something that listens; says it in our words when its port is taken. */
  public static <T> T unless(int port, Supplier<T> start) {
    try {
      return start.get();
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(String.valueOf(e.getMessage()), "");
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
