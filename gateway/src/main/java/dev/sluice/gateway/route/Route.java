package dev.sluice.gateway.route;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One named rule: which events, under which condition, do what. Everything in it is compiled. */
public record Route(
    String name,
    List<TypeGlob> on,
    @Nullable Expression when,
    List<Enrichment> enrich,
    ActionPlan action,
    @Nullable Retry retry) {

  static final String CONDITION_FAILED = "conditionFailed";
  static final String ENRICH_FAILED = "enrichFailed";
  static final String ID_FAILED = "idFailed";
  public static final String INPUT_FAILED = "inputFailed";
  static final String ROUTE_GONE = "routeGone";
  static final String UPCAST_FAILED = "upcastFailed";

  public Route {
    on = List.copyOf(on);
    enrich = List.copyOf(enrich);
  }

  public Route(String name, List<TypeGlob> on, @Nullable Expression when, ActionPlan action) {
    this(name, on, when, List.of(), action, null);
  }

  Planned plan(EventView event) {
    try {
      return when == null || holds(when, event) ? act(event, null) : new Planned.Filtered(name);
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

  /**
   * The action alone; {@code when} is not asked. What {@code kept} has of the enrichments is not
   * evaluated again.
   */
  Planned act(EventView event, @Nullable JsonNode kept) {
    if (enrich.isEmpty()) {
      return act(event);
    }
    ObjectNode enriched = JsonNodeFactory.instance.objectNode();
    EventView seen = event.enrichedBy(enriched);
    for (Enrichment each : enrich) {
      JsonNode before = kept == null ? null : kept.get(each.as());
      try {
        enriched.set(each.as(), before == null ? value(each, seen) : before);
      } catch (CannotEvaluate e) {
        return broken(ENRICH_FAILED, "enrich " + each.as(), e);
      }
    }
    Planned planned = act(seen);
    return planned instanceof Planned.Work work
        ? new Planned.Work(name, work.action(), enriched)
        : planned;
  }

  private static JsonNode value(Enrichment enrichment, EventView seen) throws CannotEvaluate {
    return ((Enrichment.Computed) enrichment).expression().json(seen);
  }

  private Planned act(EventView event) {
    Acting acting = new Acting(event);
    if (action instanceof ActionPlan.Publish publish) {
      try {
        return new Planned.Work(name, acting.publish(publish));
      } catch (CannotEvaluate e) {
        return broken(INPUT_FAILED, "publish", e);
      }
    }
    ActionPlan.ToWorkflow plan = (ActionPlan.ToWorkflow) action;
    String workflowId;
    try {
      workflowId = acting.workflowId(plan);
    } catch (CannotEvaluate e) {
      return broken(ID_FAILED, "id", e);
    }
    try {
      return new Planned.Work(name, acting.toWorkflow(plan, workflowId));
    } catch (CannotEvaluate e) {
      return broken(INPUT_FAILED, action instanceof ActionPlan.Cancel ? "reason" : "input", e);
    }
  }

  private Planned broken(String reason, String part, CannotEvaluate e) {
    return new Planned.Broken(name, reason, "route " + name + ", " + part + ": " + e.why());
  }
}
