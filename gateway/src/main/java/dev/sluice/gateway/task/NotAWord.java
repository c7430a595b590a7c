package dev.sluice.gateway.task;

/** It is no word of a run on its task. {@code pointer} says where, its message what is missing. */
public final class NotAWord extends Exception {

  private static final long serialVersionUID = 1;

  private final String pointer;

  NotAWord(String pointer, String message) {
    super(message);
    this.pointer = pointer;
  }

  public String pointer() {
    return pointer;
  }

  public String detail() {
    return String.valueOf(getMessage());
  }
}
