package dev.sluice.workflows.event;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An event that a run gives rise to. {@code id} is fixed by the run and the moment in it, {@code
 * causationId} is the {@code eid} of the event that started the run; both ids are absent in a run
 * that no event started.
 */
public record DerivedEvent(
    String id,
    String source,
    String type,
    String subject,
    @Nullable String correlationId,
    @Nullable String causationId,
    Map<String, Object> data) {}
