package dev.sluice.gateway.journal;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A list as the API gives it. */
public record Page<T>(List<T> items, @Nullable String next) {}
