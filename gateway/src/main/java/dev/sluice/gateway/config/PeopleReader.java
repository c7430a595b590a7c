package dev.sluice.gateway.config;

import dev.sluice.gateway.people.People;
import dev.sluice.gateway.route.Expressions;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Reads {@code people:}, and checks what of it and of {@code risk:} the worker acts on: here only
 * that it will be able to.
 */
final class PeopleReader {

  private static final String PARK = "park";
  private static final Set<String> DEFAULTS = Set.of("approve", "reject", PARK);

  private static final List<String> DAYS = List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun");

  private static final int MOST = 20;

  private final Expressions overOrders = Expressions.over("order");
  private final MembersReader members = new MembersReader();

  /** What each ends with, by name. */
  private final Map<String, String> ladders = new HashMap<>();

  /** Whom each tier of each ladder asks. */
  private final List<Value> asked = new ArrayList<>();

  private Askable askable = Askable.ANYBODY;
  private String plainLadders = "";

  People read(Section root) {
    People named =
        root.optional("people").flatMap(Value::section).map(this::people).orElse(People.NONE);
    root.optional("risk").flatMap(Value::section).ifPresent(this::risk);
    return named;
  }

  /** The names of all members, whether they are read without error or not. */
  Askable askable() {
    return askable;
  }

  List<Value> asked() {
    return asked;
  }

  /** What of it the worker acts on. */
  String plainLadders() {
    return plainLadders;
  }

  private People people(Section people) {
    Optional<Section> named = people.optional("members").flatMap(Value::section);
    People read = named.map(members::read).orElse(People.NONE);
    if (named.isPresent()) {
      askable = members.askable();
    }
    people.optional("ladders").flatMap(Value::section).ifPresent(this::ladders);
    people.optional("parked").ifPresent(this::parked);
    plainLadders = people.plain("ladders") + people.plain("parked");
    people.close();
    return read;
  }

  private void ladders(Section section) {
    for (String name : section.keys()) {
      ladders.put(name, "");
      section
          .optional(name)
          .flatMap(Value::section)
          .ifPresent(ladder -> ladders.put(name, ladder(ladder)));
    }
  }

  private void parked(Value name) {
    name.text()
        .flatMap(text -> endOf(text, name))
        .filter(end -> !end.equals(PARK))
        .ifPresent(
            end ->
                name.refuse(
                    "this ladder ends with " + end,
                    "what is stuck waits until somebody settles it: end it with park"));
  }

  private Optional<String> endOf(String ladder, Value namedAt) {
    Optional<String> end = Optional.ofNullable(ladders.get(ladder));
    return end.isPresent()
        ? end
        : namedAt.refuse("there is no ladder '" + ladder + "' in people.ladders", null);
  }

  /** Gives what it ends with. */
  private String ladder(Section ladder) {
    Optional<Value> otherwise = ladder.required("otherwise");
    boolean parks = otherwise.flatMap(Value::text).filter(PARK::equals).isPresent();
    Optional<Value> tiers = ladder.required("tiers");
    tiers
        .flatMap(Value::list)
        .ifPresent(
            items -> {
              if (items.isEmpty()) {
                ladder.refuse("a ladder has at least one tier", null);
              }
              for (int i = 0; i < items.size(); i++) {
                boolean lasts = parks && i == items.size() - 1;
                items.get(i).section().ifPresent(tier -> tier(tier, lasts));
              }
            });
    otherwise
        .flatMap(Value::text)
        .filter(text -> !DEFAULTS.contains(text))
        .ifPresent(
            text ->
                otherwise
                    .get()
                    .refuse("'" + text + "' is not known here", "one of: approve, reject, park"));
    ladder.optional("hours").flatMap(Value::section).ifPresent(PeopleReader::hours);
    ladder.close();
    return otherwise.flatMap(Value::text).orElse("");
  }

  private static void hours(Section hours) {
    var unused = hours.required("zone").flatMap(MembersReader::zone);
    Optional<Value> days = hours.required("days");
    days.flatMap(Value::list)
        .ifPresent(
            list -> {
              if (list.isEmpty()) {
                days.get().refuse("there is no day on which anybody works", null);
              }
              list.forEach(day -> day.oneOf(DAYS));
            });
    Optional<LocalTime> from = hours.required("from").flatMap(PeopleReader::time);
    Optional<Value> end = hours.required("to");
    Optional<LocalTime> to = end.flatMap(PeopleReader::time);
    if (from.isPresent() && to.isPresent() && !from.get().isBefore(to.get())) {
      end.get().refuse("is not later than from", null);
    }
    hours
        .optional("holidays")
        .flatMap(Value::list)
        .ifPresent(list -> list.forEach(PeopleReader::holiday));
    hours.close();
  }

  private static Optional<LocalTime> time(Value value) {
    return parsed(value, LocalTime::parse, "a time of day", "as in 09:00");
  }

  private static void holiday(Value value) {
    var unused = parsed(value, LocalDate::parse, "a day", "as in 2026-12-25");
  }

  private static <T> Optional<T> parsed(
      Value value, Function<String, T> parser, String what, String suggestion) {
    return value
        .text()
        .flatMap(
            text -> {
              try {
                return Optional.of(parser.apply(text));
              } catch (DateTimeParseException e) {
                return value.refuse("'" + text + "' is not " + what, suggestion);
              }
            });
  }

  /**
   * @param lasts whether it keeps what is not answered, for as long as it takes
   */
  private void tier(Section tier, boolean lasts) {
    Optional<Value> to = tier.required("to");
    to.ifPresent(askable::check);
    to.ifPresent(asked::add);
    Optional<Duration> within = tier.required("within").flatMap(Value::duration);
    List<Value> reminders =
        tier.optional("remind").flatMap(Value::list).map(ArrayList::new).orElseGet(ArrayList::new);
    for (Value reminder : reminders) {
      Optional<Duration> after = reminder.duration();
      if (within.isPresent() && after.isPresent() && after.get().compareTo(within.get()) >= 0) {
        reminder.refuse("reminds when the tier is already over (within)", null);
      }
    }
    int most = to.flatMap(Value::text).map(askable::most).orElse(Integer.MAX_VALUE);
    quorum(tier, most, lasts);
    tier.close();
  }

  private static void quorum(Section tier, int most, boolean lasts) {
    Optional<Value> agreeing = tier.optional("quorum");
    int quorum = agreeing.flatMap(each -> each.number(1, MOST)).orElse(1);
    if (quorum > most) {
      agreeing.orElseThrow().refuse("is more than are asked, who are " + most, null);
    }
    Optional<Value> of = tier.optional("of");
    if (lasts && quorum > 1 && of.isEmpty()) {
      agreeing
          .orElseThrow()
          .refuse(
              "can be split for ever: the last tier keeps it (park), and nobody votes twice",
              "say of how many: once they are split the tier is asked anew");
    }
    Optional<Integer> heard = of.flatMap(each -> each.number(1, MOST));
    heard
        .filter(number -> number < quorum)
        .ifPresent(number -> of.orElseThrow().refuse("is fewer than quorum", null));
    heard
        .filter(number -> number > most)
        .ifPresent(
            number -> of.orElseThrow().refuse("is more than are asked, who are " + most, null));
  }

  private void risk(Section risk) {
    Optional<Value> ladder = risk.required("ladder");
    var unused = ladder.flatMap(Value::text).flatMap(name -> endOf(name, ladder.orElseThrow()));
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
