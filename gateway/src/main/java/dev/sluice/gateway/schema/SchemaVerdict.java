package dev.sluice.gateway.schema;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the schemas say of an event, with the version that was asked. Absent: the type has no
 * schema.
 */
public record SchemaVerdict(@Nullable String version, List<Violation> violations) {}
