package dev.sluice.gateway.route;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One named rule: which events, under which condition, do what. Everything in it is compiled. */
public record Route(String name, List<TypeGlob> on, @Nullable Expression when, ActionPlan action) {

  static final String CONDITION_FAILED = "conditionFailed";
  static final String ID_FAILED = "idFailed";
  static final String INPUT_FAILED = "inputFailed";
  static final String ROUTE_GONE = "routeGone";
  static final String UPCAST_FAILED = "upcastFailed";

  public Route {
    on = List.copyOf(on);
  }

  Planned plan(EventView event) {
    try {
      return when == null || holds(when, event) ? act(event) : new Planned.Filtered(name);
    } catch (CannotEvaluate e) {
      return broken(CONDITION_FAILED, "when", e);
    }
  }

  private static boolean holds(Expression condition, EventView event) throws CannotEvaluate {
    if (condition.value(event) instanceof Boolean answer) {
      return answer;
    }
    throw new CannotEvaluate(condition, "the value is not true or false");
  }

  /** The action alone; {@code when} is not asked. */
  Planned act(EventView event) {
    String workflowId;
    try {
      String text = action.id().fill(event);
      workflowId =
          action instanceof ActionPlan.Start ? WorkflowId.ofStart(text) : WorkflowId.of(text);
    } catch (CannotEvaluate e) {
      return broken(ID_FAILED, "id", e);
    }
    try {
      return new Planned.Work(name, evaluated(workflowId, event));
    } catch (CannotEvaluate e) {
      return broken(INPUT_FAILED, action instanceof ActionPlan.Cancel ? "reason" : "input", e);
    }
  }

  private Action evaluated(String workflowId, EventView event) throws CannotEvaluate {
    if (action instanceof ActionPlan.Start start) {
      return new Action.Start(
          workflowId,
          start.namespace(),
          start.workflow(),
          start.taskQueue(),
          input(start.input(), event),
          start.executionTimeout(),
          start.taskTimeout());
    } else if (action instanceof ActionPlan.Signal signal) {
      return new Action.Signal(
          workflowId,
          signal.namespace(),
          signal.name(),
          input(signal.input(), event),
          signal.ifAbsent());
    }
    ActionPlan.Cancel cancel = (ActionPlan.Cancel) action;
    String reason = cancel.reason() == null ? null : cancel.reason().fill(event);
    return new Action.Cancel(workflowId, cancel.namespace(), reason, cancel.ifAbsent());
  }

  private static JsonNode input(@Nullable Expression input, EventView event) throws CannotEvaluate {
    return input == null ? event.whole() : input.json(event);
  }

  private Planned broken(String reason, String part, CannotEvaluate e) {
    return new Planned.Broken(name, reason, "route " + name + ", " + part + ": " + e.why());
  }
}
