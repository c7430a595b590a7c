package dev.sluice.gateway.journal;

import dev.sluice.gateway.event.Event;
import dev.sluice.gateway.route.Planned;
import java.util.List;

/** What is kept in one go: the event, the identity it claims, and what its routes make of it. */
public record Entry(Event event, String caller, List<Planned> planned) {}
