package dev.sluice.workflows.event;

import io.temporal.workflow.Workflow;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a run gives rise to, in its order: the second event of a type has {@code /2} behind its id.
 * The event that started the run is the cause of all. Workflow code.
 */
public final class RunEvents {

  private final Outbox outbox;
  private final String source;
  private final String subject;
  private final Map<String, Integer> told = new HashMap<>();

  public RunEvents(Outbox outbox, String source, String subject) {
    this.outbox = outbox;
    this.source = source;
    this.subject = subject;
  }

  /** {@code publish} says how hard it is tried. */
  public void tell(String type, Map<String, Object> data, Consumer<DerivedEvent> publish) {
    int number = told.merge(type, 1, Integer::sum);
    String name = type + (number == 1 ? "" : "/" + number);
    DerivedEvent event =
        new DerivedEvent(
            Workflow.getInfo().getWorkflowId() + "/" + name,
            source,
            type,
            subject,
            memo("correlationId"),
            memo("eid"),
            data);
    outbox.tell("event " + name, () -> publish.accept(event));
  }

  private static @Nullable String memo(String key) {
    return Workflow.getMemo(key, String.class, String.class);
  }
}
