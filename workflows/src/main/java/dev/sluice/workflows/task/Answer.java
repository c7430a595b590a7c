package dev.sluice.workflows.task;

/** What came of a question. */
public sealed interface Answer {

  String choice();

  record Given(Decision decision) implements Answer {

    @Override
    public String choice() {
      return decision.decision();
    }
  }

  /** Nobody answered in time: what the ladder says then. */
  record Default(String choice) implements Answer {}
}
