package dev.sluice.gateway.edge;

import dev.sluice.gateway.source.Sources;

/**
 * What one configuration makes of what comes in: whose webhooks are taken, and what becomes of an
 * event. It is asked for once for each request, so that no event meets half of another. Immutable.
 */
public record Rules(Sources sources, Intake intake) {}
