package dev.sluice.workflows.task;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A task as the inbox shows it; this JSON is the body of {@code PUT /v1/tasks/{id}}. {@code id} is
 * {@code <workflowId>:<name>}. {@code due} is an ISO instant. {@code heard} are the ids of all that
 * was said about it and has reached the run, whether it counted or not. {@code remind} are the
 * instants at which those who are asked now are reminded. {@code namespace} is its run's, once it
 * has left the run. {@code firstRunId} is that of the first of the runs that follow each other, by
 * which a question is told from an older one of the same id. {@code told} grows with each word of
 * the run on the task.
 */
public record TaskView(
    String id,
    String workflowId,
    State state,
    String question,
    Map<String, Object> data,
    List<String> choices,
    String tier,
    @Nullable String due,
    @Nullable Decision decision,
    Ballot ballot,
    List<Comment> comments,
    List<String> heard,
    List<String> remind,
    @Nullable String namespace,
    @Nullable String firstRunId,
    long told) {

  /**
   * How it stands. {@code quorum} and {@code of} are those of the tier that is asked now, which is
   * the {@code round}th; {@code votes} are all that count, of earlier rounds too. Whoever stands in
   * {@code handedTo} has handed the question to whom it says; {@code added} were asked besides;
   * {@code commented} are the choices that need a comment.
   */
  public record Ballot(
      int round,
      int quorum,
      @Nullable Integer of,
      @Nullable String requestedBy,
      List<Decision> votes,
      Map<String, String> handedTo,
      List<String> added,
      List<String> commented) {}

  public record Comment(@Nullable String by, @Nullable String at, String comment) {}

  /** For where it leaves the run. A replay is in another namespace, and is to schedule the same. */
  public TaskView in(String where) {
    return new TaskView(
        id,
        workflowId,
        state,
        question,
        data,
        choices,
        tier,
        due,
        decision,
        ballot,
        comments,
        heard,
        remind,
        where,
        firstRunId,
        told);
  }

  public enum State {
    open,
    decided,
    expired
  }
}
