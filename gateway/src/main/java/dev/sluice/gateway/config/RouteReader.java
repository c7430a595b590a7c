package dev.sluice.gateway.config;

import dev.sluice.gateway.route.ActionPlan;
import dev.sluice.gateway.route.Expression;
import dev.sluice.gateway.route.Expressions;
import dev.sluice.gateway.route.Retry;
import dev.sluice.gateway.route.Route;
import dev.sluice.gateway.route.RouteTable;
import dev.sluice.gateway.route.TypeGlob;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads {@code routes:}. A route that has an error is left out; the findings say why. */
final class RouteReader {

  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9._-]{0,63}");
  private static final String[] LATER = {"pattern", "flow"};

  private final Expressions language = Expressions.overEvents();
  private final Map<String, Integer> lines = new HashMap<>();
  private final ActionReader actions;
  private final Duration kept;

  /** {@code kept} is how long events are kept: nothing can wait longer for its target. */
  RouteReader(Duration kept) {
    this.actions = new ActionReader(language, kept);
    this.kept = kept;
  }

  List<Route> read(Value routes) {
    List<Route> read = new ArrayList<>();
    routes
        .list()
        .ifPresent(
            items -> {
              if (items.isEmpty()) {
                routes.refuse("has no route", null);
              }
              items.forEach(item -> item.section().ifPresent(section -> add(section, read)));
            });
    return read;
  }

  private void add(Section section, List<Route> read) {
    route(section)
        .ifPresent(
            route -> {
              refuseTwins(section, route, read);
              read.add(route);
            });
  }

  /** Two starts of one id for the same events: the second could only ever find a duplicate. */
  private static void refuseTwins(Section section, Route route, List<Route> before) {
    for (Route other : before) {
      if (route.when() == null
          && other.when() == null
          && route.action() instanceof ActionPlan.Start start
          && other.action() instanceof ActionPlan.Start first
          && start.id().text().equals(first.id().text())
          && Objects.equals(start.namespace(), first.namespace())
          && route.on().stream().anyMatch(other.on()::contains)) {
        section.refuse(
            "starts the same id for the same events as route '" + other.name() + "' does",
            "give one of them another id, or a condition");
      }
    }
  }

  private Optional<Route> route(Section section) {
    Optional<String> name = section.required("name").flatMap(this::name);
    Optional<List<TypeGlob>> on = section.required("on").flatMap(GlobReader::read);
    Optional<Value> when = section.optional("when");
    Optional<Expression> condition =
        when.flatMap(v -> v.expression(language, Expressions.Wanted.bool));
    Optional<EnrichReader.Enriched> enrich = section.optional("enrich").map(EnrichReader::read);
    Optional<ActionPlan> action =
        enrich.map(added -> new ActionReader(added.language(), kept)).orElse(actions).read(section);
    Optional<Retry> retry =
        section.optional("retry").flatMap(value -> RetryReader.read(value, action));
    section.later(LATER);
    section.close();
    if (name.isEmpty() || on.isEmpty() || action.isEmpty()) {
      return Optional.empty();
    }
    Route route =
        new Route(
            name.get(),
            on.get(),
            condition.orElse(null),
            enrich.map(EnrichReader.Enriched::added).orElse(List.of()),
            action.get(),
            retry.orElse(null));
    warnOfFeedingItself(section, route);
    return Optional.of(route);
  }

  /** The chain limit ends it, but each event would be one of 32 dead letters in the making. */
  private static void warnOfFeedingItself(Section section, Route route) {
    boolean feedsItself =
        route.action() instanceof ActionPlan.Publish publish
            && publish.type().isConstant()
            && new RouteTable(List.of(route)).matches(publish.type().text());
    if (feedsItself && route.when() == null) {
      section.refuse(
          "publishes events that it takes itself, without end",
          "give it a condition, or another type to publish");
    } else if (feedsItself) {
      section.warn(
          "publishes events of a type that it takes itself",
          "see that 'when' is false for them in the end: a chain of 32 is a dead letter");
    }
  }

  private Optional<String> name(Value value) {
    Optional<String> name = value.text();
    if (name.isEmpty()) {
      return name;
    }
    if (!NAME.matcher(name.get()).matches()) {
      return value.refuse(
          "'" + name.get() + "' is not a route's name",
          "letters, digits, '.', '_' and '-', at most 64, since it stands in addresses");
    }
    Integer first = lines.putIfAbsent(name.get(), value.line());
    return first == null
        ? name
        : value.refuse(
            "a route named '" + name.get() + "' is already on line " + first, "names are unique");
  }
}
