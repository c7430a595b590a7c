package dev.sluice.workflows.task;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An answer: the argument of the signal {@code decide}. {@code decisionId} tells a repeat of the
 * signal from a second answer. From the Temporal UI only {@code decision} is needed when just one
 * task is open.
 */
public record Decision(
    @Nullable String taskId,
    @Nullable String decisionId,
    String decision,
    @Nullable String comment,
    @Nullable String by,
    @Nullable String at) {

  /** A signal without input. No task offers it. */
  public static final Decision NONE = new Decision(null, null, "", null, null, null);

  public Decision {
    decision = Objects.requireNonNullElse(decision, "");
  }

  /** As the end of a sentence: {@code " (said clerk: too far away)"}; empty without either. */
  public String inWords() {
    if (by == null && comment == null) {
      return "";
    }
    String who = by == null ? "said" : "said " + by;
    return " (" + (comment == null || comment.isBlank() ? who : who + ": " + comment) + ")";
  }
}
