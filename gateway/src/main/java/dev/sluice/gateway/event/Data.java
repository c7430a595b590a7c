package dev.sluice.gateway.event;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * The payload: its bytes as received, and the JSON in them, parsed once, where they are JSON. The
 * bytes are never changed after construction, and two payloads are never compared by this record's
 * {@code equals}.
 */
@SuppressWarnings("ArrayRecordComponent")
public record Data(byte[] bytes, @Nullable String contentType, @Nullable JsonNode json) {}
