package dev.sluice.gateway.task;

import dev.sluice.gateway.people.People;
import dev.sluice.gateway.people.Person;
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

  private static final String ROLE = "role:";
  private static final String PERSON = "person:";
  private static final String ANYONE = "anyone";

  /** Why the voter has no say on the task now. */
  Optional<Decided.Objected> objection(Task task) {
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
    if (ballot.isAmongPeople() && person == null && !people.isEmpty()) {
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
