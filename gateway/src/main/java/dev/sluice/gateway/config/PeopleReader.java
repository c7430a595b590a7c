package dev.sluice.gateway.config;

import dev.sluice.gateway.route.Expressions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Checks {@code risk:} and {@code people:}, which the worker acts on: here only that it will be
 * able to.
 */
final class PeopleReader {

  private static final Set<String> DEFAULTS = Set.of("approve", "reject", "park");

  private final Expressions overOrders = Expressions.over("order");

  void read(Section root) {
    Set<String> ladders = new HashSet<>();
    root.optional("people")
        .flatMap(Value::section)
        .ifPresent(
            people -> {
              people
                  .required("ladders")
                  .flatMap(Value::section)
                  .ifPresent(s -> ladders(s, ladders));
              people.close();
            });
    root.optional("risk").flatMap(Value::section).ifPresent(risk -> risk(risk, ladders));
  }

  private static void ladders(Section ladders, Set<String> names) {
    for (String name : ladders.keys()) {
      names.add(name);
      ladders.optional(name).flatMap(Value::section).ifPresent(PeopleReader::ladder);
    }
  }

  private static void ladder(Section ladder) {
    Optional<Value> tiers = ladder.required("tiers");
    tiers
        .flatMap(Value::list)
        .ifPresent(
            items -> {
              if (items.size() != 1) {
                ladder.refuse("a ladder has one tier in this version, not " + items.size(), null);
              }
              items.forEach(item -> item.section().ifPresent(PeopleReader::tier));
            });
    Optional<Value> otherwise = ladder.required("otherwise");
    otherwise
        .flatMap(Value::text)
        .filter(text -> !DEFAULTS.contains(text))
        .ifPresent(
            text ->
                otherwise
                    .get()
                    .refuse("'" + text + "' is not known here", "one of: approve, reject, park"));
    ladder.close();
  }

  private static void tier(Section tier) {
    tier.required("to").ifPresent(Value::name);
    Optional<Duration> within = tier.required("within").flatMap(Value::duration);
    List<Value> reminders =
        tier.optional("remind").flatMap(Value::list).map(ArrayList::new).orElseGet(ArrayList::new);
    for (Value reminder : reminders) {
      Optional<Duration> after = reminder.duration();
      if (within.isPresent() && after.isPresent() && after.get().compareTo(within.get()) >= 0) {
        reminder.refuse("reminds when the tier is already over (within)", null);
      }
    }
    tier.later("quorum", "of");
    tier.close();
  }

  private void risk(Section risk, Set<String> ladders) {
    Optional<Value> ladder = risk.required("ladder");
    ladder
        .flatMap(Value::text)
        .filter(name -> !ladders.contains(name))
        .ifPresent(
            name ->
                ladder.get().refuse("there is no ladder '" + name + "' in people.ladders", null));
    risk.required("rules")
        .flatMap(Value::list)
        .ifPresent(rules -> rules.forEach(rule -> rule.section().ifPresent(this::rule)));
    risk.close();
  }

  private void rule(Section rule) {
    rule.required("name").ifPresent(Value::name);
    rule.required("when").ifPresent(v -> v.expression(overOrders, Expressions.Wanted.bool));
    rule.close();
  }
}
