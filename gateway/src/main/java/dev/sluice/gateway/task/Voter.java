package dev.sluice.gateway.task;

import dev.sluice.gateway.people.People;
import dev.sluice.gateway.people.Person;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who says something about a task, as the configuration knows them: never by what they say of
 * themselves.
 *
 * @param name under which it is kept: the person's id, or the key's name
 * @param operates whether they may where nobody in particular is asked
 * @param overrules whether they may in any case
 */
public record Voter(
    String name, @Nullable Person person, boolean operates, boolean overrules, People people) {

  static final String ROLE = "role:";
  static final String PERSON = "person:";
  static final String ANYONE = "anyone";
  private static final String OPERATE = "operate";
  private static final String ADMIN = "admin";

  /** Who did not sign in, and overrules nobody: a person of the configuration, by a message. */
  public static Voter ofMessage(Person person, People people) {
    boolean operates = person.access().contains(OPERATE) || person.access().contains(ADMIN);
    return new Voter(person.id(), person, operates, false, people);
  }

  /** Why the voter has no say on the task now. */
  public Optional<Decided.Objected> objection(Task task) {
    Ballot ballot = task.ballot();
    if (name.equals(ballot.requestedBy())) {
      return Optional.of(
          new Decided.Objected(
              Decided.Objection.fourEyes,
              name + " asked for it, so somebody else answers: that takes four eyes."));
    }
    if (ballot.handedTo().containsKey(name)) {
      return Optional.of(
          new Decided.Objected(
              Decided.Objection.handedOn,
              name + " has handed it to " + ballot.handedTo().get(name) + ": take it back first."));
    }
    if (ballot.isAmongPeople() && isKeyAmongPeople()) {
      return Optional.of(
          new Decided.Objected(
              Decided.Objection.notYours,
              "It matters who answers "
                  + task.id()
                  + ": come as one of people.members, not by the key "
                  + name
                  + "."));
    }
    return isAsked(task)
        ? Optional.empty()
        : Optional.of(
            new Decided.Objected(
                Decided.Objection.notYours,
                "The task " + task.id() + " is with " + task.tier() + ", not with " + name + "."));
  }

  boolean isKeyAmongPeople() {
    return person == null && !people.isEmpty();
  }

  /** What the voter has answered already, as the question is asked now. */
  public Optional<Decision> vote(Task task) {
    return task.votesNow().stream().filter(vote -> name.equals(vote.by())).findFirst();
  }

  public boolean hasHandedOn(Task task) {
    return task.ballot().handedTo().containsKey(name);
  }

  /** People of the configuration remark on any task, whoever it is with. */
  public boolean mayRemark(Task task) {
    return person != null || operates || isAsked(task);
  }

  /** Whom the question can be handed to, or who can be asked besides: names by ids, in order. */
  public Map<String, String> others(Task task) {
    Map<String, String> others = new LinkedHashMap<>();
    people.all().stream()
        .filter(each -> !each.id().equals(task.ballot().requestedBy()))
        .filter(each -> !as(each).isAsked(task))
        .sorted(Comparator.comparing(Person::name).thenComparing(Person::id))
        .forEach(each -> others.put(each.id(), each.name()));
    return others;
  }

  /** The other, who may do no more than what is asked of them. */
  Voter as(Person other) {
    return new Voter(other.id(), other, false, false, people);
  }

  /** Whether the question is with the voter, who may overrule. */
  boolean isAsked(Task task) {
    if (overrules || task.ballot().isAskedBesides(name)) {
      return true;
    }
    String tier = task.tier();
    if (tier.startsWith(ROLE)) {
      String role = tier.substring(ROLE.length());
      return people.withRole(role) > 0 ? person != null && person.roles().contains(role) : operates;
    }
    if (tier.startsWith(PERSON)) {
      String id = tier.substring(PERSON.length());
      return people.find(id).isPresent() ? person != null && person.id().equals(id) : operates;
    }
    return operates || (person != null && tier.equals(ANYONE));
  }
}
