package dev.sluice.gateway.config;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.gateway.event.Event;
import dev.sluice.gateway.route.Action;
import dev.sluice.gateway.route.Planned;
import dev.sluice.gateway.route.RouteTrace;
import dev.sluice.gateway.schema.SchemaVerdict;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What {@code sluice explain FILE EVENT.json} says: what would become of an event, and why. */
public record Explain(String type, SchemaVerdict schema, List<RouteTrace> routes) {

  private static final int LONGEST_INPUT = 400;

  public static Explain of(Config config, Event event) {
    return new Explain(event.type(), config.schemas().judge(event), config.routes().explain(event));
  }

  public List<String> lines() {
    List<String> lines = found();
    lines.add(
        schema.violations().isEmpty()
            ? "so: " + kept()
            : "so: refused at the door with 422, no route is asked");
    return lines;
  }

  /** A sender that cannot be told no: what its schema refuses is kept. */
  List<String> linesOfDelivery() {
    List<String> lines = found();
    lines.add(
        "so: "
            + kept()
            + (schema.violations().isEmpty()
                ? ""
                : "; what acts is a dead letter, schemaViolation, in its place"));
    return lines;
  }

  private List<String> found() {
    List<String> lines = new ArrayList<>();
    lines.add("event " + type);
    schema(lines);
    routes.forEach(trace -> route(trace, lines));
    return lines;
  }

  private void schema(List<String> lines) {
    if (schema.version() == null) {
      lines.add("schema: none for this type, any data is taken");
    } else if (schema.violations().isEmpty()) {
      String now = schema.read().dataVersion();
      boolean same = now == null || now.equals(schema.version());
      lines.add(
          "schema: version " + schema.version() + (same ? ", fits" : ", fits, read as " + now));
    } else {
      lines.add("schema: version " + schema.version() + ", does not fit");
      schema.violations().forEach(v -> lines.add("  " + v.pointer() + ": " + v.detail()));
    }
  }

  private static void route(RouteTrace trace, List<String> lines) {
    String on = String.join(", ", trace.on());
    Planned planned = trace.planned();
    if (planned == null) {
      lines.add("route " + trace.route() + ": does not match (on: " + on + ")");
      return;
    }
    lines.add("route " + trace.route() + ": matches (on: " + on + ")");
    if (trace.when() != null) {
      lines.add("  when: " + trace.when() + " -> " + condition(planned));
    }
    if (planned instanceof Planned.Broken broken) {
      lines.add("  dead letter, " + broken.reason() + ": " + broken.detail());
    } else if (planned instanceof Planned.Work work) {
      if (work.enriched() != null) {
        lines.add("  enriched: " + shorten(work.enriched()));
      }
      action(work.action(), lines);
      if (trace.retry() != null) {
        lines.add("  if the run fails or times out: " + trace.retry());
      }
    }
  }

  private static String condition(Planned planned) {
    if (planned instanceof Planned.Filtered) {
      return "false";
    }
    boolean failed =
        planned instanceof Planned.Broken broken && broken.reason().equals("conditionFailed");
    return failed ? "fails" : "true";
  }

  private static void action(Action action, List<String> lines) {
    if (action instanceof Action.Publish publish) {
      publish(publish, lines);
      return;
    }
    Action.ToWorkflow act = (Action.ToWorkflow) action;
    String target = act.workflowId() + in(act.namespace());
    if (act instanceof Action.Start start) {
      start(start, target, lines);
    } else if (act instanceof Action.SignalWithStart both) {
      start(both.start(), target, lines);
      lines.add("  and signal " + both.name() + ", to the open run if there is one");
      lines.add("  if closed: " + both.ifClosed());
      lines.add("  signal's input: " + shorten(both.input()));
    } else if (act instanceof Action.Signal signal) {
      lines.add("  signal " + signal.name() + " to " + target);
      lines.add("  if absent: " + ifAbsent(signal.ifAbsent()));
      lines.add("  input: " + shorten(signal.input()));
    } else if (act instanceof Action.Update update) {
      lines.add("  update " + update.name() + " of " + target);
      lines.add("  if absent: " + ifAbsent(update.ifAbsent()));
      lines.add("  input: " + shorten(update.input()));
    } else if (act instanceof Action.Cancel cancel) {
      lines.add("  cancel " + target);
      lines.add("  if absent: " + ifAbsent(cancel.ifAbsent()));
      if (cancel.reason() != null) {
        lines.add("  reason: " + cancel.reason());
      }
    }
  }

  private static void start(Action.Start start, String target, List<String> lines) {
    lines.add("  start " + start.workflowType() + " on task queue " + start.taskQueue());
    lines.add("  workflow id: " + target);
    lines.add("  input: " + shorten(start.input()));
  }

  private static void publish(Action.Publish publish, List<String> lines) {
    lines.add("  publish " + publish.type());
    if (publish.subject() != null) {
      lines.add("  subject: " + publish.subject());
    }
    lines.add(
        "  data: " + (publish.data() == null ? "that of the event" : shorten(publish.data())));
  }

  private static String in(@Nullable String namespace) {
    return namespace == null ? "" : " in namespace " + namespace;
  }

  private static String ifAbsent(Action.IfAbsent ifAbsent) {
    if (ifAbsent instanceof Action.IfAbsent.Wait wait) {
      return "wait " + wait.atMost().toSeconds() + "s";
    }
    return ifAbsent instanceof Action.IfAbsent.Dead ? "dead" : "drop";
  }

  private static String shorten(JsonNode input) {
    String text = input.toString();
    return text.length() <= LONGEST_INPUT ? text : text.substring(0, LONGEST_INPUT) + "...";
  }

  private String kept() {
    long acting = count(Planned.Work.class);
    long filtered = count(Planned.Filtered.class);
    long broken = count(Planned.Broken.class);
    return acting + filtered + broken == 0
        ? "kept, unmatched"
        : "kept, " + acting + " acting, " + filtered + " filtered, " + broken + " dead";
  }

  private long count(Class<? extends Planned> kind) {
    return routes.stream().map(RouteTrace::planned).filter(kind::isInstance).count();
  }
}
