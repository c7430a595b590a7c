package dev.sluice.workflows.task;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.sluice.workflows.json.AnyJson;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An answer: the argument of the signal {@code decide}. {@code decisionId} tells a repeat of the
 * signal from a second answer; {@code round} counts from 0 which of the ladder's tiers it was asked
 * of, and is the present one where it is left out. From the Temporal UI only {@code decision} is
 * needed when just one task is open; a bare text is taken for it. {@code firstRunId} is the first
 * of the chain of runs that it is for, should its workflow id be used again.
 */
public record Decision(
    @Nullable String taskId,
    @Nullable String decisionId,
    String decision,
    @Nullable String comment,
    @Nullable String by,
    @Nullable String at,
    @Nullable Integer round,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String firstRunId) {

  public Decision(
      @Nullable String taskId,
      @Nullable String decisionId,
      String decision,
      @Nullable String comment,
      @Nullable String by,
      @Nullable String at,
      @Nullable Integer round) {
    this(taskId, decisionId, decision, comment, by, at, round, null);
  }

  /** A signal without input. No task offers it. */
  public static final Decision NONE = new Decision(null, null, "", null, null, null, null);

  public Decision {
    decision = Objects.requireNonNullElse(decision, "");
  }

  /** From JSON of any shape: what it says is for the desk to judge. */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  static Decision of(Object json) {
    AnyJson given = new AnyJson(json);
    return new Decision(
        given.text("taskId").orElse(null),
        given.text("decisionId").orElse(null),
        given.isObject() ? given.text("decision").orElse("") : given.text(),
        given.text("comment").orElse(null),
        given.text("by").orElse(null),
        given.text("at").orElse(null),
        round(given).orElse(null),
        given.text("firstRunId").orElse(null));
  }

  static Optional<Integer> round(AnyJson given) {
    return given.text("round").filter(text -> text.matches("\\d{1,3}")).map(Integer::valueOf);
  }

  /** For that task, and as it spells its choices. */
  Decision on(String task, String choice) {
    return new Decision(task, decisionId, choice, comment, by, at, round, firstRunId);
  }

  /** With a name and an id, where it was given by hand without. */
  Decision signed(String name) {
    String signer = Objects.requireNonNullElse(by, name);
    String id = Objects.requireNonNullElse(decisionId, taskId + "/" + round + "/" + signer);
    return new Decision(taskId, id, decision, comment, signer, at, round);
  }

  /** The inbox has what was said with each vote; a run tells it often. */
  Decision withoutComment() {
    return new Decision(taskId, decisionId, decision, null, by, at, round);
  }

  Decision inRound(int counted) {
    return new Decision(taskId, decisionId, decision, comment, by, at, counted);
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
