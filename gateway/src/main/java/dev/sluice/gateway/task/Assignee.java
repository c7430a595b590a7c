package dev.sluice.gateway.task;

import dev.sluice.gateway.people.Person;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Whom a question is with: a tier, or somebody, by whatever way it came to them. What they have
 * handed on is with the other, and what they asked for is not theirs to answer.
 *
 * @param tiers those that are asked, or where {@code isAnyOther} those that are not
 * @param name of whom it may be handed to, or who may be asked besides; none where a tier is meant
 * @param isKey whether it is a key that is nobody's: where it matters who answers, it is not asked
 * @param isRest whether all that is not so is meant
 */
public record Assignee(
    Set<String> tiers, boolean isAnyOther, @Nullable String name, boolean isKey, boolean isRest) {

  /** Who asks, in the words of the API. */
  public static final String ME = "me";

  public Assignee {
    tiers = Set.copyOf(tiers);
  }

  /** As ladders say it: {@code role:clerk}, {@code person:anna}; or {@link #ME}. */
  public static Assignee of(String to, Voter voter) {
    if (to.equals(ME)) {
      return of(voter);
    }
    String name = to.startsWith(Voter.PERSON) ? to.substring(Voter.PERSON.length()) : null;
    return new Assignee(Set.of(to), false, name, false, false);
  }

  /** What waits for the voter. That somebody could overrule as well makes nothing theirs. */
  public static Assignee of(Voter voter) {
    Set<String> own = own(voter.person());
    boolean isKey = voter.isKeyAmongPeople();
    if (!voter.operates()) {
      return new Assignee(own, false, voter.name(), isKey, false);
    }
    Set<String> others = new TreeSet<>();
    voter.people().all().forEach(person -> others.addAll(own(person)));
    others.removeAll(own);
    others.remove(Voter.ANYONE);
    return new Assignee(others, true, voter.name(), isKey, false);
  }

  private static Set<String> own(@Nullable Person person) {
    Set<String> own = new TreeSet<>();
    if (person != null) {
      person.roles().forEach(role -> own.add(Voter.ROLE + role));
      own.add(Voter.PERSON + person.id());
      own.add(Voter.ANYONE);
    }
    return own;
  }

  /** All that is with others. */
  public Assignee rest() {
    return new Assignee(tiers, isAnyOther, name, isKey, !isRest);
  }
}
