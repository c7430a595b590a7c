package dev.sluice.workflows.task;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.sluice.workflows.json.AnyJson;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What somebody does about a question without answering it: the argument of the signal {@code act}.
 * {@code actId} tells a repeat; {@code person} is whom it is handed to, or who is asked besides;
 * {@code round} is the tier in which it was said, the present one where it is left out; {@code
 * firstRunId} is as of a {@link Decision}.
 */
public record Act(
    @Nullable String taskId,
    @Nullable String actId,
    @Nullable Kind kind,
    @Nullable String by,
    @Nullable String person,
    @Nullable String comment,
    @Nullable String at,
    @Nullable Integer round,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String firstRunId) {

  public Act(
      @Nullable String taskId,
      @Nullable String actId,
      @Nullable Kind kind,
      @Nullable String by,
      @Nullable String person,
      @Nullable String comment,
      @Nullable String at,
      @Nullable Integer round) {
    this(taskId, actId, kind, by, person, comment, at, round, null);
  }

  /** A signal without input, which does nothing. */
  public static final Act NONE = new Act(null, null, null, null, null, null, null, null);

  public enum Kind {
    /** {@code by} hands the question to {@code person}, who answers instead. */
    delegate,
    /** {@code by} answers after all. */
    takeBack,
    /** {@code person} may answer too, until the next tier is asked. */
    add,
    comment
  }

  /** From JSON of any shape: what it says is for the desk to judge. */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  static Act of(Object json) {
    AnyJson given = new AnyJson(json);
    return new Act(
        given.text("taskId").orElse(null),
        given.text("actId").orElse(null),
        given.text("kind").flatMap(Act::kind).orElse(null),
        given.text("by").orElse(null),
        given.text("person").orElse(null),
        given.text("comment").orElse(null),
        given.text("at").orElse(null),
        Decision.round(given).orElse(null),
        given.text("firstRunId").orElse(null));
  }

  /** For that task. */
  Act on(String task) {
    return new Act(task, actId, kind, by, person, comment, at, round, firstRunId);
  }

  private static Optional<Kind> kind(String text) {
    return Stream.of(Kind.values()).filter(kind -> kind.name().equals(text)).findFirst();
  }
}
