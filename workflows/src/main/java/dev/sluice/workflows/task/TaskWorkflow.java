package dev.sluice.workflows.task;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnore;
import io.temporal.workflow.QueryMethod;
import io.temporal.workflow.SignalMethod;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One question to people, on its way up a ladder: for a route that asks somebody and starts nothing
 * else, and as a child of any workflow in any language. Cancelled, it closes its task.
 */
@WorkflowInterface
public interface TaskWorkflow {

  String TASK_QUEUE = "tasks";

  @WorkflowMethod
  Result run(Request request);

  @SignalMethod
  void decide(Decision decision);

  @SignalMethod
  void act(Act act);

  @QueryMethod
  Progress progress();

  /** What people are asked now, and what became of what they were asked last. */
  @QueryMethod(name = TaskWord.QUERY)
  TaskWord tasks();

  /**
   * {@code choices} are {@code approve} and {@code reject} where there are none; {@code commented}
   * are those that need a comment; {@code ladder} is one of {@code people.ladders}; {@code
   * requestedBy} is whoever wants it, and does not answer. {@code wrong} is what could not be read
   * of it, each as a sentence without its end.
   */
  record Request(
      @Nullable String question,
      @Nullable Map<String, Object> data,
      @Nullable List<String> choices,
      @Nullable List<String> commented,
      @Nullable String ladder,
      @Nullable String requestedBy,
      @JsonIgnore List<String> wrong) {

    static final Request EMPTY = new Request(null, null, null, null, null, null);

    public Request(
        @Nullable String question,
        @Nullable Map<String, Object> data,
        @Nullable List<String> choices,
        @Nullable List<String> commented,
        @Nullable String ladder,
        @Nullable String requestedBy) {
      this(question, data, choices, commented, ladder, requestedBy, List.of());
    }

    /** From JSON of any shape: what the SDK cannot read it tries again for ever. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static Request of(Object json) {
      return RequestReader.read(json);
    }
  }

  /** {@code answered} is false where nobody answered in time and the ladder's default holds. */
  record Result(
      String taskId,
      String choice,
      boolean answered,
      @Nullable String by,
      @Nullable String comment,
      @Nullable String at) {}

  record Progress(String state, @Nullable String waitsFor) {}
}
