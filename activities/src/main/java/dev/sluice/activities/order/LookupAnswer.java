package dev.sluice.activities.order;

import dev.sluice.activities.provider.Answer;
import dev.sluice.workflows.saga.Lookup;
import dev.sluice.workflows.saga.Lookup.State;

/** Reads {@code {state, result?}}, the answer of every provider's look-up by key. */
final class LookupAnswer {

  private LookupAnswer() {}

  static Lookup read(Answer answer, String reference) {
    String state = answer.text("state");
    return switch (state) {
      case "absent" -> new Lookup(State.ABSENT, null);
      case "inProgress" -> new Lookup(State.IN_PROGRESS, null);
      case "refused" -> new Lookup(State.REFUSED, null);
      case "done" -> new Lookup(State.DONE, answer.at("result").text(reference));
      default -> throw new Answer.MalformedAnswer("the look-up has an unknown state: " + state);
    };
  }
}
