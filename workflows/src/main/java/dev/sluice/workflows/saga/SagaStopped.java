package dev.sluice.workflows.saga;

/** Ends the way forward of a saga. Never leaves {@link Saga}: it is caught where the story runs. */
final class SagaStopped extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient Ending ending;

  SagaStopped(Ending ending) {
    super(ending.toString(), null, false, false);
    this.ending = ending;
  }

  Ending ending() {
    return ending;
  }
}
