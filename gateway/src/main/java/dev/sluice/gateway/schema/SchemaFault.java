package dev.sluice.gateway.schema;

import java.nio.file.Path;

/** Why a schema file cannot be used. {@code line} and {@code column} count from one. */
public record SchemaFault(Path file, int line, int column, String reason) {}
