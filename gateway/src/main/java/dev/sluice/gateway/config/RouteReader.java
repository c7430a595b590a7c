package dev.sluice.gateway.config;

import dev.sluice.gateway.route.Action.IfAbsent;
import dev.sluice.gateway.route.ActionPlan;
import dev.sluice.gateway.route.Expression;
import dev.sluice.gateway.route.Expressions;
import dev.sluice.gateway.route.Route;
import dev.sluice.gateway.route.Template;
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
  private static final Duration LONGEST_TASK = Duration.ofMinutes(2);
  private static final List<String> ACTIONS = List.of("start", "signal", "cancel");
  private static final String[] LATER_ACTIONS = {"signalWithStart", "update", "publish", "deliver"};
  private static final String[] LATER = {"pattern", "flow", "retry", "enrich"};

  private final Expressions language = Expressions.overEvents();
  private final Map<String, Integer> lines = new HashMap<>();
  private final Duration kept;

  /** {@code kept} is how long events are kept: nothing can wait longer for its target. */
  RouteReader(Duration kept) {
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
    Optional<List<TypeGlob>> on = section.required("on").flatMap(this::on);
    Optional<Value> when = section.optional("when");
    Optional<Expression> condition =
        when.flatMap(v -> v.expression(language, Expressions.Wanted.bool));
    Optional<ActionPlan> action = action(section);
    section.later(LATER);
    section.close();
    if (name.isEmpty() || on.isEmpty() || action.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(new Route(name.get(), on.get(), condition.orElse(null), action.get()));
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

  private Optional<List<TypeGlob>> on(Value value) {
    List<Value> items = value.isList() ? value.list().orElse(List.of()) : List.of(value);
    if (items.isEmpty()) {
      return value.refuse("names no event type", null);
    }
    List<TypeGlob> globs = new ArrayList<>();
    for (Value item : items) {
      Optional<TypeGlob> glob = item.text().flatMap(t -> item.compiled(TypeGlob::parse));
      glob.filter(globs::contains)
          .ifPresent(g -> item.refuse("'" + g.text() + "' is there twice", null));
      glob.ifPresent(globs::add);
    }
    return globs.size() == items.size() ? Optional.of(globs) : Optional.empty();
  }

  private Optional<ActionPlan> action(Section section) {
    section.later(LATER_ACTIONS);
    Optional<ActionPlan> start = part(section, "start").flatMap(this::start);
    Optional<ActionPlan> signal = part(section, "signal").flatMap(this::signal);
    Optional<ActionPlan> cancel = part(section, "cancel").flatMap(this::cancel);
    List<String> given = ACTIONS.stream().filter(section::has).toList();
    if (given.size() > 1) {
      section.refuse(
          "a route does one thing, and this one has " + String.join(" and ", given),
          "make a route of each");
    } else if (given.isEmpty() && !section.hasAny(LATER_ACTIONS)) {
      section.refuse("the route does nothing", "give it one of start, signal, cancel");
    }
    return start.or(() -> signal).or(() -> cancel);
  }

  private static Optional<Section> part(Section section, String key) {
    return section.optional(key).flatMap(Value::section);
  }

  private Optional<ActionPlan> start(Section section) {
    Optional<String> workflow = section.required("workflow").flatMap(Value::name);
    Optional<String> namespace = section.optional("namespace").flatMap(Value::name);
    Optional<String> taskQueue = section.required("taskQueue").flatMap(Value::name);
    Optional<Template> id = id(section, true);
    Optional<Expression> input = input(section);
    Optional<Duration> execution = section.optional("executionTimeout").flatMap(Value::duration);
    Optional<Duration> task = section.optional("taskTimeout").flatMap(this::taskTimeout);
    if (execution.isPresent() && task.isPresent() && task.get().compareTo(execution.get()) > 0) {
      section.refuse("taskTimeout is longer than executionTimeout", null);
    }
    section.close();
    if (workflow.isEmpty() || taskQueue.isEmpty() || id.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new ActionPlan.Start(
            id.get(),
            namespace.orElse(null),
            workflow.get(),
            taskQueue.get(),
            input.orElse(null),
            execution.orElse(null),
            task.orElse(null)));
  }

  private Optional<Duration> taskTimeout(Value value) {
    Optional<Duration> duration = value.duration();
    return duration.isPresent() && duration.get().compareTo(LONGEST_TASK) > 0
        ? value.refuse("is longer than the 2m that Temporal allows for a workflow task", null)
        : duration;
  }

  private Optional<ActionPlan> signal(Section section) {
    Optional<Template> id = id(section, false);
    Optional<String> namespace = section.optional("namespace").flatMap(Value::name);
    Optional<String> name = section.required("name").flatMap(Value::name);
    Optional<Expression> input = input(section);
    Optional<IfAbsent> ifAbsent = ifAbsent(section);
    section.close();
    if (id.isEmpty() || name.isEmpty() || ifAbsent.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new ActionPlan.Signal(
            id.get(), namespace.orElse(null), name.get(), input.orElse(null), ifAbsent.get()));
  }

  private Optional<ActionPlan> cancel(Section section) {
    Optional<Template> id = id(section, false);
    Optional<String> namespace = section.optional("namespace").flatMap(Value::name);
    Optional<Template> reason = section.optional("reason").flatMap(v -> v.template(language));
    Optional<IfAbsent> ifAbsent = ifAbsent(section);
    section.close();
    if (id.isEmpty() || ifAbsent.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new ActionPlan.Cancel(
            id.get(), namespace.orElse(null), reason.orElse(null), ifAbsent.get()));
  }

  private Optional<Template> id(Section section, boolean isIdentity) {
    Optional<Value> value = section.required("id");
    Optional<Template> id = value.flatMap(v -> v.template(language));
    if (id.isPresent() && id.get().hasTouchingPlaces()) {
      value
          .get()
          .warn(
              "two values touch in this id: 'ab' and 'c' read as 'a' and 'bc' do",
              "put a '-' between");
    }
    if (id.isPresent() && isIdentity && id.get().isConstant()) {
      value
          .get()
          .warn(
              "the id is the same for every event, so only the first one starts anything",
              "name a key, as in order-${event.data.orderId}");
    }
    return id;
  }

  private Optional<Expression> input(Section section) {
    return section.optional("input").flatMap(v -> v.expression(language, Expressions.Wanted.json));
  }

  private Optional<IfAbsent> ifAbsent(Section section) {
    Optional<Value> value = section.optional("ifAbsent");
    return value.isEmpty()
        ? Optional.of(new IfAbsent.Wait(Duration.ofMinutes(5)))
        : value.get().text().flatMap(text -> ifAbsent(value.get(), text));
  }

  private Optional<IfAbsent> ifAbsent(Value value, String text) {
    if (text.equals("dead")) {
      return Optional.of(new IfAbsent.Dead());
    } else if (text.equals("drop")) {
      return Optional.of(new IfAbsent.Drop());
    } else if (!text.startsWith("wait ")) {
      return value.refuse("'" + text + "' is not known here", "one of: wait 5m, dead, drop");
    }
    Optional<Duration> atMost = value.duration(text.substring("wait ".length()).strip());
    if (atMost.isPresent() && atMost.get().compareTo(kept) > 0) {
      return value.refuse("waits longer than events are kept (retention.events)", null);
    }
    return atMost.map(IfAbsent.Wait::new);
  }
}
