package dev.sluice.gateway.task;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a question stands, as its run tells it. {@code quorum} people, of no more than {@code of},
 * must choose the same in this {@code round}; {@code votes} are all that count, of earlier rounds
 * too. Whoever stands in {@code handedTo} has handed it to whom it says; {@code added} were asked
 * besides; {@code requestedBy} does not answer; {@code commented} are the choices that need a
 * comment.
 */
public record Ballot(
    int round,
    int quorum,
    @Nullable Integer of,
    @Nullable String requestedBy,
    List<Decision> votes,
    Map<String, String> handedTo,
    List<String> added,
    List<String> commented) {

  /** One answer is enough. */
  public static final Ballot PLAIN =
      new Ballot(0, 1, null, null, List.of(), Map.of(), List.of(), List.of());

  public Ballot {
    quorum = Math.max(1, quorum);
    votes = List.copyOf(Objects.requireNonNullElse(votes, List.of()));
    handedTo = Map.copyOf(Objects.requireNonNullElse(handedTo, Map.of()));
    added = List.copyOf(Objects.requireNonNullElse(added, List.of()));
    commented = List.copyOf(Objects.requireNonNullElse(commented, List.of()));
  }

  /** Whether it matters who answers, and not just that somebody does. */
  boolean isAmongPeople() {
    return quorum > 1 || requestedBy != null;
  }

  public boolean counts(@Nullable String decisionId) {
    return votes.stream().anyMatch(vote -> Objects.equals(vote.decisionId(), decisionId));
  }

  boolean isAskedBesides(String person) {
    return added.contains(person) || handedTo.containsValue(person);
  }
}
