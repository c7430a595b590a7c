package dev.sluice.gateway.route;

/** An expression has no value for this event. The message is for people and names no stack. */
final class CannotEvaluate extends Exception {

  private static final long serialVersionUID = 1L;
  private static final int LONGEST = 300;
  private static final int LONGEST_TEXT = 120;

  CannotEvaluate(String message) {
    super(shorten(message, LONGEST), null, false, false);
  }

  CannotEvaluate(Expression expression, String why) {
    this(shorten(expression.text(), LONGEST_TEXT) + ": " + why);
  }

  /** A message may quote the event: it is kept short and on one line. */
  private static String shorten(String message, int longest) {
    String line = message.replaceAll("\\p{Cntrl}+", " ").strip();
    return line.length() <= longest ? line : line.substring(0, longest) + "...";
  }

  String why() {
    String message = getMessage();
    return message == null ? "" : message;
  }
}
