package dev.sluice.gateway.task;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A question to people, as the inbox shows it. {@code tier} is who is asked, as {@code role:clerk};
 * {@code due} an ISO instant. {@code decision} is the one that the run took; {@code decisions} are
 * those that were given, taken or on their way.
 */
public record Task(
    String id,
    String workflowId,
    State state,
    String question,
    JsonNode data,
    List<String> choices,
    String tier,
    @Nullable String due,
    @Nullable Decision decision,
    List<Decision> decisions,
    Ballot ballot,
    List<Comment> comments) {

  /** What a run says of its task leaves out what it knows nothing of. */
  public Task {
    decisions = List.copyOf(Objects.requireNonNullElse(decisions, List.of()));
    ballot = Objects.requireNonNullElse(ballot, Ballot.PLAIN);
    comments = List.copyOf(Objects.requireNonNullElse(comments, List.of()));
  }

  public enum State {
    open,
    decided,
    expired
  }

  private static final String ENDED = ":ended";
  private static final Pattern OF_ENDED_RUN = Pattern.compile("(?s).*" + ENDED + "(:[0-9]+)?");

  /** The gateway's own question about a run that can ask nothing any more. */
  static Task ofEndedRun(String id, String workflowId, String question, JsonNode data) {
    return new Task(
        id,
        workflowId,
        State.open,
        question,
        data,
        List.of(Inbox.SETTLE),
        "role:operator",
        null,
        null,
        List.of(),
        Ballot.PLAIN,
        List.of());
  }

  /** For the run's {@code number}th end, or that of another run under the same workflow id. */
  static String idOfEndedRun(String workflowId, int number) {
    return workflowId + ENDED + (number == 1 ? "" : ":" + number);
  }

  /** Whether only the gateway itself asks under this id: its decision goes to no run. */
  public static boolean isReserved(String id) {
    return OF_ENDED_RUN.matcher(id).matches();
  }

  @JsonIgnore
  public boolean isOpen() {
    return state == State.open;
  }

  /** Where its run says so, and in any case for the note of what was done by hand. */
  public boolean needsComment(String choice) {
    return choice.equals(Inbox.SETTLE) || ballot.commented().contains(choice);
  }

  /** The answers to it as it is asked now, oldest first. */
  public List<Decision> votesNow() {
    Integer now = ballot.round();
    return decisions.stream().filter(each -> now.equals(each.round())).toList();
  }

  /** The answer that has all it takes, as long as the run has not taken it. */
  public Optional<Decision> onItsWay() {
    if (!isOpen()) {
      return Optional.empty();
    }
    Map<String, Integer> counts = new HashMap<>();
    for (Decision vote : votesNow()) {
      if (counts.merge(vote.decision(), 1, Integer::sum) >= ballot.quorum()) {
        return Optional.of(vote);
      }
    }
    return Optional.empty();
  }

  /** Whether its decision is the last word: no run is there to take it. */
  boolean isOfEndedRun() {
    return isReserved(id);
  }

  Task closedBy(Decision taken) {
    return new Task(
        id,
        workflowId,
        State.decided,
        question,
        data,
        choices,
        tier,
        due,
        taken,
        decisions,
        ballot,
        comments);
  }

  Task expiredAs(String why) {
    return new Task(
        id,
        workflowId,
        State.expired,
        why,
        data,
        choices,
        tier,
        due,
        decision,
        decisions,
        ballot,
        comments);
  }

  Task with(List<Decision> given) {
    return new Task(
        id,
        workflowId,
        state,
        question,
        data,
        choices,
        tier,
        due,
        decision,
        given,
        ballot,
        comments);
  }

  Task with(Comment remark) {
    List<Comment> all = new ArrayList<>(comments);
    all.add(remark);
    return new Task(
        id,
        workflowId,
        state,
        question,
        data,
        choices,
        tier,
        due,
        decision,
        decisions,
        ballot,
        all);
  }
}
