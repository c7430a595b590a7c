package dev.sluice.gateway.edge;

import dev.sluice.gateway.source.Sources;

/**
 * What one configuration makes of what comes in: who is let in, whose webhooks are taken, and what
 * becomes of an event. The door takes it once for each request, so that no event meets half of
 * another. Immutable.
 */
public record Rules(Access access, Sources sources, Intake intake) implements HasAccess {}
