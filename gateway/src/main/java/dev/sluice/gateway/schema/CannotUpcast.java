package dev.sluice.gateway.schema;

/** An event cannot be brought to a newer version of its type. The message is for people. */
public final class CannotUpcast extends Exception {

  private static final long serialVersionUID = 1L;

  public CannotUpcast(String message) {
    super(message, null, false, false);
  }

  public String why() {
    return String.valueOf(getMessage());
  }
}
