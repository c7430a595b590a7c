package dev.sluice.gateway.journal;

import java.time.Instant;

/**
 * A delivery that was refused at the door.
 *
 * @param source the one it was addressed to
 * @param bodySha256 in hex: enough to find it at its sender, and no word of it
 * @param remote the address that sent it, which may be a proxy's
 */
public record Refused(
    Instant at, String source, String reason, String bodySha256, int bodyBytes, String remote) {}
