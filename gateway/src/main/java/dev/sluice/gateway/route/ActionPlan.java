package dev.sluice.gateway.route;

import dev.sluice.gateway.route.Action.IfAbsent;
import dev.sluice.gateway.route.Action.IfClosed;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a route does, before it is evaluated for an event. */
public sealed interface ActionPlan {

  /** Its key in the configuration, by which its record is named. */
  default String word() {
    String name = getClass().getSimpleName();
    return name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
  }

  /** An act on the workflow with this id. */
  sealed interface ToWorkflow extends ActionPlan {
    Template id();

    @Nullable String namespace();
  }

  record Start(
      Template id,
      @Nullable String namespace,
      String workflow,
      String taskQueue,
      @Nullable Expression input,
      @Nullable Duration executionTimeout,
      @Nullable Duration taskTimeout)
      implements ToWorkflow {}

  record Signal(
      Template id,
      @Nullable String namespace,
      String name,
      @Nullable Expression input,
      IfAbsent ifAbsent)
      implements ToWorkflow {}

  record SignalWithStart(Start start, String name, @Nullable Expression input, IfClosed ifClosed)
      implements ToWorkflow {

    @Override
    public Template id() {
      return start.id();
    }

    @Override
    public @Nullable String namespace() {
      return start.namespace();
    }
  }

  record Update(
      Template id,
      @Nullable String namespace,
      String name,
      @Nullable Expression input,
      IfAbsent ifAbsent)
      implements ToWorkflow {}

  record Cancel(
      Template id, @Nullable String namespace, @Nullable Template reason, IfAbsent ifAbsent)
      implements ToWorkflow {}

  record Publish(
      Template type,
      @Nullable Expression subject,
      @Nullable String dataVersion,
      @Nullable Expression data)
      implements ActionPlan {}
}
