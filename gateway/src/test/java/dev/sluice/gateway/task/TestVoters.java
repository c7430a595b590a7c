package dev.sluice.gateway.task;

import dev.sluice.gateway.people.People;
import dev.sluice.gateway.people.Person;
import java.util.List;
import java.util.Set;

/** Voters as tests need them. */
public final class TestVoters {

  private TestVoters() {}

  /** May operate, where nobody in particular is configured. */
  public static Voter voter(String name) {
    return new Voter(name, null, true, false, People.NONE);
  }

  /** One of the members, who may do no more than what is asked of them. */
  static Voter member(People people, String id) {
    return new Voter(id, people.find(id).orElseThrow(), false, false, people);
  }

  static Person person(String id, String... roles) {
    return new Person(id, id, null, id, Set.copyOf(List.of(roles)), Set.of("read"), null);
  }
}
