package dev.sluice.gateway.console;

import dev.sluice.gateway.edge.RouteStates;
import java.util.List;

/** How each route is doing. */
record RoutesView(Frame frame, List<RouteStates.State> routes) {}
