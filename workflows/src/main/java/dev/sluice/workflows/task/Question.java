package dev.sluice.workflows.task;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a person is asked. {@code name} names the task within its run, and is not {@code ended};
 * {@code commented} are the choices that need a comment; whoever {@code requestedBy} names does not
 * answer: that takes four eyes.
 */
public record Question(
    String name,
    String text,
    Map<String, Object> data,
    List<String> choices,
    Set<String> commented,
    @Nullable String requestedBy) {

  private static final String ENDED = "ended";

  public Question {
    if (name.equals(ENDED)) {
      throw new IllegalArgumentException(
          "The name \"ended\" is the gateway's own, for runs that were cut off: give the question"
              + " another name.");
    }
  }

  public static Question of(String name, String text, Map<String, Object> data, String... choices) {
    return new Question(name, text, data, List.of(choices), Set.of(), null);
  }

  public Question withCommentOn(String choice) {
    return new Question(name, text, data, choices, Set.of(choice), requestedBy);
  }

  /** As it is spelt here, if it is offered. */
  Optional<String> choice(Decision given) {
    return choices.stream()
        .filter(offered -> offered.equalsIgnoreCase(given.decision().strip()))
        .findFirst();
  }

  boolean lacksComment(Decision given, String choice) {
    return commented.contains(choice) && (given.comment() == null || given.comment().isBlank());
  }
}
