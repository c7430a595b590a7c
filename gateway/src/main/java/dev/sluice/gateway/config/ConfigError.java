package dev.sluice.gateway.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * One thing that is wrong, or doubtful where it is a warning. {@code line} and {@code column} count
 * from one; {@code path} is the key's, such as {@code routes[0].start.id}.
 */
public record ConfigError(
    Path file, int line, int column, String path, String reason, @Nullable String suggestion) {}
