package dev.sluice.workflows.task;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The votes on one question, and who casts them. A vote belongs to the round it was given in: what
 * comes late, for a tier that the ladder has left, still counts there. What is refused is told with
 * its reason, as the end of a sentence. Workflow code.
 */
final class Ballot {

  private static final String BY_HAND = "temporal";

  private final List<Ladder.Tier> tiers;
  private final @Nullable String requestedBy;
  private final Set<String> commented;
  private final List<Decision> votes = new ArrayList<>();
  private final Map<String, String> handedTo = new LinkedHashMap<>();
  private final Set<String> added = new LinkedHashSet<>();

  /** From whom it was taken back in this round, and whom nobody else has asked since. */
  private final Set<String> withdrawn = new LinkedHashSet<>();

  private int round;

  Ballot(List<Ladder.Tier> tiers, @Nullable String requestedBy, Set<String> commented) {
    this.tiers = new ArrayList<>(tiers);
    this.requestedBy = requestedBy;
    this.commented = commented;
  }

  int round() {
    return round;
  }

  /** Of the vote that was cast last. */
  @Nullable String lastId() {
    return votes.get(votes.size() - 1).decisionId();
  }

  Ladder.Tier tier() {
    return tiers.get(round);
  }

  /** Asks another of its tiers: whom it was handed to, and who was added, was so in the last. */
  boolean turnTo(int next) {
    if (next == round) {
      return false;
    }
    round = next;
    handedTo.clear();
    added.clear();
    withdrawn.clear();
    return true;
  }

  /** Asks the same tier in a round of its own, in which everybody may vote again. */
  void askAnew() {
    tiers.add(round + 1, tier());
    round++;
  }

  /** Whether it is of a round that no tier is asked in, unless one is asked anew. */
  boolean isAhead(Decision vote) {
    return vote.round() != null && vote.round() >= tiers.size();
  }

  private int roundOf(Decision vote) {
    return vote.round() == null ? round : Math.min(vote.round(), tiers.size() - 1);
  }

  /** Why this vote does not count. */
  Optional<String> objection(Decision vote) {
    int in = roundOf(vote);
    Integer of = tiers.get(in).of();
    if (isRequester(vote.by())) {
      return Optional.of(vote.by() + " asked for it, so somebody else answers");
    }
    if (in == round && handedTo.containsKey(vote.by())) {
      return Optional.of(vote.by() + " has handed it to " + handedTo.get(vote.by()));
    }
    if (in == round && withdrawn.contains(vote.by())) {
      return Optional.of("it was taken back from " + vote.by());
    }
    if (hasVoted(vote.by(), in)) {
      return Optional.of(Objects.requireNonNullElse(vote.by(), BY_HAND) + " has voted before");
    }
    return of != null && in(in).count() >= of
        ? Optional.of("all " + of + " have voted")
        : Optional.empty();
  }

  /**
   * Counts it, as of its round. The vote with which its choice has won is returned; one that waits
   * for others has a name and an id from then on, also when it was given by hand without.
   */
  Optional<Decision> cast(Decision vote) {
    int in = roundOf(vote);
    Decision counted = vote.inRound(in);
    long alike = in(in).filter(each -> each.decision().equals(vote.decision())).count() + 1;
    if (alike >= tiers.get(in).quorum()) {
      votes.add(counted);
      return Optional.of(counted);
    }
    votes.add(counted.signed(BY_HAND));
    return Optional.empty();
  }

  /** Whether no choice can win this round any more. */
  boolean isSplit() {
    Integer of = tier().of();
    if (of == null) {
      return false;
    }
    Map<String, Integer> counts = new HashMap<>();
    in(round).forEach(vote -> counts.merge(vote.decision(), 1, Integer::sum));
    int most = counts.values().stream().mapToInt(Integer::intValue).max().orElse(0);
    int cast = counts.values().stream().mapToInt(Integer::intValue).sum();
    return most + (of - cast) < tier().quorum();
  }

  /** Why it was not handed on. */
  Optional<String> delegate(String from, String to) {
    Optional<String> problem =
        Stream.of(
                problemWith(from),
                isRequester(to) ? to + " asked for it" : null,
                from.equals(to) ? "they are the same" : null,
                handedTo.containsKey(to) ? to + " has handed it on" : null,
                hasVoted(to, round) ? to + " has voted" : null)
            .filter(Objects::nonNull)
            .findFirst();
    if (problem.isEmpty()) {
      handedTo.put(from, to);
      withdrawn.remove(to);
    }
    return problem;
  }

  private @Nullable String problemWith(String from) {
    if (isRequester(from)) {
      return from + " asked for it";
    }
    if (handedTo.containsKey(from)) {
      return from + " has handed it to " + handedTo.get(from);
    }
    if (withdrawn.contains(from)) {
      return "it was taken back from " + from;
    }
    return hasVoted(from, round) ? from + " has voted" : null;
  }

  /**
   * Why it was not taken back, also from those to whom it was handed on after that. Whom others
   * have asked too keeps it, and with it whoever comes behind.
   */
  Optional<String> takeBack(String from) {
    if (!handedTo.containsKey(from)) {
      return Optional.of(from + " has not handed it to anybody");
    }
    List<String> chain = new ArrayList<>();
    for (String at = from; handedTo.containsKey(at); at = handedTo.get(at)) {
      chain.add(at);
    }
    String last = Objects.requireNonNull(handedTo.get(chain.get(chain.size() - 1)));
    if (hasVoted(last, round)) {
      return Optional.of(last + " has voted");
    }
    for (String each : chain) {
      String to = Objects.requireNonNull(handedTo.remove(each));
      if (added.contains(to) || handedTo.containsValue(to)) {
        break;
      }
      withdrawn.add(to);
    }
    return Optional.empty();
  }

  /** Why nobody was added. */
  Optional<String> add(String person) {
    if (isRequester(person)) {
      return Optional.of(person + " asked for it");
    }
    withdrawn.remove(person);
    return added.add(person) ? Optional.empty() : Optional.of(person + " is asked already");
  }

  TaskView.Ballot view() {
    return new TaskView.Ballot(
        round,
        tier().quorum(),
        tier().of(),
        requestedBy,
        votes.stream().map(Decision::withoutComment).toList(),
        new LinkedHashMap<>(handedTo),
        List.copyOf(added),
        List.copyOf(commented));
  }

  private boolean isRequester(@Nullable String person) {
    return requestedBy != null && requestedBy.equals(person);
  }

  private boolean hasVoted(@Nullable String person, int in) {
    String name = Objects.requireNonNullElse(person, BY_HAND);
    return in(in).anyMatch(vote -> name.equals(vote.by()));
  }

  private Stream<Decision> in(int in) {
    return votes.stream().filter(vote -> roundOf(vote) == in);
  }
}
