package dev.sluice.gateway.config;

import dev.sluice.gateway.route.Action.IfAbsent;
import dev.sluice.gateway.route.Action.IfClosed;
import dev.sluice.gateway.route.ActionPlan;
import dev.sluice.gateway.route.Expression;
import dev.sluice.gateway.route.Expressions;
import dev.sluice.gateway.route.Template;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads the one thing that a route does. An action that has an error is none; the findings say why.
 */
final class ActionReader {

  private static final Duration LONGEST_TASK = Duration.ofMinutes(2);
  private static final String DELIVER = "deliver";

  private final Map<String, Function<Section, Optional<? extends ActionPlan>>> readers =
      new LinkedHashMap<>();
  private final Expressions language;
  private final Duration kept;

  /** {@code kept} is how long events are kept: nothing can wait longer for its target. */
  ActionReader(Expressions language, Duration kept) {
    this.language = language;
    this.kept = kept;
    readers.put("start", this::start);
    readers.put("signal", this::signal);
    readers.put("signalWithStart", this::signalWithStart);
    readers.put("update", this::update);
    readers.put("cancel", this::cancel);
    readers.put("publish", this::publish);
  }

  Optional<ActionPlan> read(Section route) {
    route.later(DELIVER);
    Optional<ActionPlan> action = Optional.empty();
    for (var reader : readers.entrySet()) {
      Optional<ActionPlan> read =
          route
              .optional(reader.getKey())
              .flatMap(Value::section)
              .flatMap(section -> read(reader.getValue(), section));
      action = action.or(() -> read);
    }
    List<String> given = readers.keySet().stream().filter(route::has).toList();
    if (given.size() > 1) {
      route.refuse(
          "a route does one thing, and this one has " + String.join(" and ", given),
          "make a route of each");
    } else if (given.isEmpty() && !route.has(DELIVER)) {
      route.refuse(
          "the route does nothing", "give it one of " + String.join(", ", readers.keySet()));
    }
    return action;
  }

  private static Optional<ActionPlan> read(
      Function<Section, Optional<? extends ActionPlan>> reader, Section section) {
    Optional<? extends ActionPlan> plan = reader.apply(section);
    section.close();
    return plan.map(ActionPlan.class::cast);
  }

  private Optional<ActionPlan.Start> start(Section section) {
    Optional<String> workflow = section.required("workflow").flatMap(Value::name);
    Optional<String> namespace = namespace(section);
    Optional<String> taskQueue = section.required("taskQueue").flatMap(Value::name);
    Optional<Template> id = id(section);
    id.filter(Template::isConstant).ifPresent(constant -> warnOfOnlyOne(section));
    return start(section, workflow, namespace, taskQueue, id);
  }

  private Optional<ActionPlan.Start> start(
      Section section,
      Optional<String> workflow,
      Optional<String> namespace,
      Optional<String> taskQueue,
      Optional<Template> id) {
    Optional<Expression> input = input(section, "input");
    Optional<Duration> execution = section.optional("executionTimeout").flatMap(Value::duration);
    Optional<Duration> task = section.optional("taskTimeout").flatMap(this::taskTimeout);
    if (execution.isPresent() && task.isPresent() && task.get().compareTo(execution.get()) > 0) {
      section.refuse("taskTimeout is longer than executionTimeout", null);
    }
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
    return message(section, ActionPlan.Signal::new);
  }

  private Optional<ActionPlan> update(Section section) {
    return message(section, ActionPlan.Update::new);
  }

  /** What a signal and an update are made of. */
  private interface Message {
    ActionPlan of(
        Template id,
        @Nullable String namespace,
        String name,
        @Nullable Expression input,
        IfAbsent ifAbsent);
  }

  private Optional<ActionPlan> message(Section section, Message message) {
    Optional<Template> id = id(section);
    Optional<String> namespace = namespace(section);
    Optional<String> name = section.required("name").flatMap(Value::name);
    Optional<Expression> input = input(section, "input");
    Optional<IfAbsent> ifAbsent = ifAbsent(section);
    if (id.isEmpty() || name.isEmpty() || ifAbsent.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        message.of(
            id.get(), namespace.orElse(null), name.get(), input.orElse(null), ifAbsent.get()));
  }

  /**
   * A start as any other, but for its id: many events share it, and the first one makes the run.
   */
  private Optional<ActionPlan> signalWithStart(Section section) {
    Optional<String> workflow = section.required("workflow").flatMap(Value::name);
    Optional<String> taskQueue = section.required("taskQueue").flatMap(Value::name);
    Optional<ActionPlan.Start> start =
        start(section, workflow, namespace(section), taskQueue, id(section));
    Optional<Section> signal = section.required("signal").flatMap(Value::section);
    Optional<String> name = signal.flatMap(s -> s.required("name")).flatMap(Value::name);
    Optional<Expression> input = signal.flatMap(s -> input(s, "input"));
    signal.ifPresent(Section::close);
    Optional<IfClosed> ifClosed = ifClosed(section);
    if (start.isEmpty() || name.isEmpty() || ifClosed.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new ActionPlan.SignalWithStart(
            start.get(), name.get(), input.orElse(null), ifClosed.get()));
  }

  private Optional<ActionPlan> cancel(Section section) {
    Optional<Template> id = id(section);
    Optional<String> namespace = namespace(section);
    Optional<Template> reason = section.optional("reason").flatMap(v -> v.template(language));
    Optional<IfAbsent> ifAbsent = ifAbsent(section);
    if (id.isEmpty() || ifAbsent.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new ActionPlan.Cancel(
            id.get(), namespace.orElse(null), reason.orElse(null), ifAbsent.get()));
  }

  private Optional<ActionPlan> publish(Section section) {
    Optional<Template> type = section.required("type").flatMap(v -> v.template(language));
    Optional<Expression> subject = input(section, "subject");
    Optional<String> version = section.optional("dataversion").flatMap(Value::text);
    Optional<Expression> data = input(section, "data");
    return type.map(
        t ->
            new ActionPlan.Publish(
                t, subject.orElse(null), version.orElse(null), data.orElse(null)));
  }

  private static Optional<String> namespace(Section section) {
    return section.optional("namespace").flatMap(Value::name);
  }

  private Optional<Template> id(Section section) {
    Optional<Value> value = section.required("id");
    Optional<Template> id = value.flatMap(v -> v.template(language));
    id.filter(Template::hasTouchingPlaces)
        .ifPresent(
            touching ->
                value
                    .get()
                    .warn(
                        "two values touch in this id: 'ab' and 'c' read as 'a' and 'bc' do",
                        "put a '-' between"));
    return id;
  }

  private static void warnOfOnlyOne(Section section) {
    section
        .required("id")
        .ifPresent(
            value ->
                value.warn(
                    "the id is the same for every event, so only the first one starts anything",
                    "name a key, as in order-${event.data.orderId}"));
  }

  private Optional<Expression> input(Section section, String key) {
    return section.optional(key).flatMap(v -> v.expression(language, Expressions.Wanted.json));
  }

  private static Optional<IfClosed> ifClosed(Section section) {
    Optional<Value> value = section.optional("ifClosed");
    return value.isEmpty()
        ? Optional.of(IfClosed.dead)
        : value.get().oneOf(List.of("dead", "drop", "restart")).map(IfClosed::valueOf);
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
