package dev.sluice.cli;

/** The command cannot do what was asked: one line that says why, and one that says what to do. */
public class CommandFailure extends RuntimeException {

  private final String hint;

  public CommandFailure(String message, String hint) {
    super(message);
    this.hint = hint;
  }

  public CommandFailure(String message, String hint, Throwable cause) {
    super(message, cause);
    this.hint = hint;
  }

  /** What the reader can do about it; empty when there is nothing. */
  public String hint() {
    return hint;
  }
}
