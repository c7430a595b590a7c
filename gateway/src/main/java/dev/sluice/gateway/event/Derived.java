package dev.sluice.gateway.event;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a route makes of an event: another one, caused by it and of its time, correlation, priority,
 * partition and trace. Each has the rules of CloudEvents to keep. Immutable.
 */
public record Derived(
    String id,
    String source,
    String type,
    @Nullable String subject,
    @Nullable String dataVersion,
    Data data) {

  private static final NoArgGenerator EIDS = Generators.timeBasedEpochGenerator();

  /**
   * The event, its chain still to be counted.
   *
   * @throws Malformed when it would be no event
   */
  public Event of(Event cause) {
    Attributes attributes = new Attributes(draft());
    UUID eid = EIDS.generate();
    Event event =
        new Event(
            eid,
            attributes.required("id"),
            attributes.checkedReference("source", attributes.required("source")),
            attributes.required("type"),
            attributes.text("subject"),
            cause.time(),
            null,
            cause.correlationId(),
            cause.eid().toString(),
            0,
            null,
            cause.partitionKey(),
            cause.priority(),
            attributes.text("dataversion"),
            cause.traceparent(),
            cause.tracestate(),
            List.of(),
            Map.of(),
            data);
    attributes.refuseFaults();
    return event;
  }

  private Draft draft() {
    Map<String, Object> given = new LinkedHashMap<>();
    given.put("id", id);
    given.put("source", source);
    given.put("type", type);
    if (subject != null) {
      given.put("subject", subject);
    }
    if (dataVersion != null) {
      given.put("dataversion", dataVersion);
    }
    return new Draft(given, data, false, name -> "/" + name);
  }
}
