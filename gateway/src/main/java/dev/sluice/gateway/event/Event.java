package dev.sluice.gateway.event;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An accepted CloudEvents 1.0 event with our extensions, missing attributes filled in. {@code
 * extensions} holds what is not one of ours. {@code chain} is how many events stand before it by
 * causation.
 */
public record Event(
    UUID eid,
    String id,
    String source,
    String type,
    @Nullable String subject,
    Instant time,
    @Nullable String dataSchema,
    String correlationId,
    @Nullable String causationId,
    int chain,
    @Nullable String idempotencyKey,
    @Nullable String partitionKey,
    int priority,
    @Nullable String dataVersion,
    @Nullable String traceparent,
    @Nullable String tracestate,
    List<String> targetAgents,
    Map<String, Object> extensions,
    Data data) {

  public static final int DEFAULT_PRIORITY = 5;

  /**
   * The longest causation chain that is still dispatched, so that no route feeds itself for ever.
   */
  public static final int MAX_CHAIN = 32;

  /** The same event with its place in the causation chain known. */
  public Event withChain(int events) {
    return with(eid, events, dataVersion, data);
  }

  /** The same event by the name of the one that it repeats. */
  public Event withEid(UUID first) {
    return with(first, chain, dataVersion, data);
  }

  /** The same event with other data, of another version. */
  public Event withData(Data other, String version) {
    return with(eid, chain, version, other);
  }

  private Event with(UUID newEid, int newChain, @Nullable String newVersion, Data newData) {
    return new Event(
        newEid,
        id,
        source,
        type,
        subject,
        time,
        dataSchema,
        correlationId,
        causationId,
        newChain,
        idempotencyKey,
        partitionKey,
        priority,
        newVersion,
        traceparent,
        tracestate,
        targetAgents,
        extensions,
        newData);
  }
}
