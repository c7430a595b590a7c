package dev.sluice.gateway.edge;

import dev.sluice.codec.EncryptedPayloads;
import dev.sluice.gateway.source.Sources;
import java.util.Set;

/**
 * What one configuration makes of what comes in: who is let in, whose webhooks are taken, what
 * becomes of an event, and how payloads are read, for web pages of which origins. The door takes it
 * once for each request, so that no event meets half of another. Immutable.
 */
public record Rules(
    Access access,
    Sources sources,
    Intake intake,
    EncryptedPayloads payloads,
    Set<String> codecOrigins)
    implements HasAccess {}
