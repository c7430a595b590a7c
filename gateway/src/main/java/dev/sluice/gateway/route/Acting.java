package dev.sluice.gateway.route;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Evaluates what a route does for one event. For one thread, as the event's view is. */
final class Acting {

  /** One attribute, or one extension, and nothing else. */
  private static final Pattern ATTRIBUTE =
      Pattern.compile("event\\.(?:(?<attribute>\\w+)|extensions\\.(?<extension>\\w+))");

  private final EventView event;

  Acting(EventView event) {
    this.event = event;
  }

  String workflowId(ActionPlan.ToWorkflow plan) throws CannotEvaluate {
    String text = plan.id().fill(event);
    return plan instanceof ActionPlan.Start || plan instanceof ActionPlan.SignalWithStart
        ? WorkflowId.ofStart(text)
        : WorkflowId.of(text);
  }

  Action.ToWorkflow toWorkflow(ActionPlan.ToWorkflow plan, String id) throws CannotEvaluate {
    if (plan instanceof ActionPlan.Start start) {
      return start(start, id);
    } else if (plan instanceof ActionPlan.Signal signal) {
      return new Action.Signal(
          id, signal.namespace(), signal.name(), input(signal.input()), signal.ifAbsent());
    } else if (plan instanceof ActionPlan.SignalWithStart both) {
      return new Action.SignalWithStart(
          start(both.start(), id), both.name(), input(both.input()), both.ifClosed());
    } else if (plan instanceof ActionPlan.Update update) {
      return new Action.Update(
          id, update.namespace(), update.name(), input(update.input()), update.ifAbsent());
    }
    ActionPlan.Cancel cancel = (ActionPlan.Cancel) plan;
    String reason = cancel.reason() == null ? null : cancel.reason().fill(event);
    return new Action.Cancel(id, cancel.namespace(), reason, cancel.ifAbsent());
  }

  Action.Publish publish(ActionPlan.Publish plan) throws CannotEvaluate {
    String subject = plan.subject() == null ? event.subject() : subject(plan.subject());
    JsonNode data =
        plan.data() == null || plan.data().text().strip().equals("event.data")
            ? event.json()
            : plan.data().json(event);
    return new Action.Publish(plan.type().fill(event), subject, plan.dataVersion(), data);
  }

  /** Nothing, the empty text, and an attribute that the event lacks, are no subject. */
  private @Nullable String subject(Expression expression) throws CannotEvaluate {
    if (isAbsent(expression)) {
      return null;
    }
    JsonNode value = expression.json(event);
    if (!value.isValueNode()) {
      throw new CannotEvaluate(expression, "the value is not a text");
    }
    return value.isNull() || value.asText().isEmpty() ? null : value.asText();
  }

  private boolean isAbsent(Expression expression) {
    Matcher asked = ATTRIBUTE.matcher(expression.text().strip());
    if (!asked.matches()) {
      return false;
    }
    String attribute = asked.group("attribute");
    return attribute == null
        ? !event.hasExtension(asked.group("extension"))
        : !event.containsKey(attribute);
  }

  private Action.Start start(ActionPlan.Start start, String id) throws CannotEvaluate {
    return new Action.Start(
        id,
        start.namespace(),
        start.workflow(),
        start.taskQueue(),
        input(start.input()),
        start.executionTimeout(),
        start.taskTimeout());
  }

  private JsonNode input(@Nullable Expression input) throws CannotEvaluate {
    return input == null ? event.whole() : input.json(event);
  }
}
