package dev.sluice.gateway.route;

import dev.sluice.gateway.route.Action.IfAbsent;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a route does, before it is evaluated for an event. */
public sealed interface ActionPlan {

  Template id();

  record Start(
      Template id,
      @Nullable String namespace,
      String workflow,
      String taskQueue,
      @Nullable Expression input,
      @Nullable Duration executionTimeout,
      @Nullable Duration taskTimeout)
      implements ActionPlan {}

  record Signal(
      Template id,
      @Nullable String namespace,
      String name,
      @Nullable Expression input,
      IfAbsent ifAbsent)
      implements ActionPlan {}

  record Cancel(
      Template id, @Nullable String namespace, @Nullable Template reason, IfAbsent ifAbsent)
      implements ActionPlan {}
}
