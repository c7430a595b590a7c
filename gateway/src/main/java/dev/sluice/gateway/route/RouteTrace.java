package dev.sluice.gateway.route;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why one route does what it does with one event: for people who ask, not for the hot path. {@code
 * planned} is absent when the type does not match.
 */
public record RouteTrace(
    String route,
    List<String> on,
    boolean matches,
    @Nullable String when,
    @Nullable Planned planned,
    @Nullable Retry retry) {}
