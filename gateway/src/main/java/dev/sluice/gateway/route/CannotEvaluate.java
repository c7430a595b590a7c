package dev.sluice.gateway.route;

/** An expression has no value for this event. The message is for people and names no stack. */
final class CannotEvaluate extends Exception {

  private static final long serialVersionUID = 1L;
  private static final int LONGEST = 300;

  CannotEvaluate(String message) {
    super(shorten(message), null, false, false);
  }

  /** A message may quote the event: it is kept short and on one line. */
  private static String shorten(String message) {
    String line = message.replaceAll("\\p{Cntrl}+", " ").strip();
    return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "...";
  }

  String why() {
    String message = getMessage();
    return message == null ? "" : message;
  }
}
