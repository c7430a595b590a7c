package dev.sluice.gateway.console;

import dev.sluice.gateway.deadletter.BulkRedriving;
import dev.sluice.gateway.deadletter.NewAttempts;
import dev.sluice.gateway.deadletter.Redriving;
import dev.sluice.gateway.edge.AboutInfo;
import dev.sluice.gateway.edge.Health;
import dev.sluice.gateway.edge.RouteStates;
import dev.sluice.gateway.edge.Rules;
import dev.sluice.gateway.journal.DeadLetterGroups;
import dev.sluice.gateway.journal.EventLists;
import dev.sluice.gateway.journal.Journal;
import dev.sluice.gateway.journal.Refusals;
import dev.sluice.gateway.journal.RunFinder;
import dev.sluice.gateway.message.MessageList;
import dev.sluice.gateway.route.RouteTable;
import dev.sluice.gateway.run.Runs;
import dev.sluice.gateway.task.Inbox;
import java.time.Clock;
import java.util.function.Supplier;

/** What the pages are made from: the same as the answers of the API. */
public record Shown(
    AboutInfo about,
    Health health,
    Journal journal,
    EventLists events,
    RunFinder finder,
    DeadLetterGroups groups,
    Runs runs,
    Inbox inbox,
    MessageList messages,
    NewAttempts attempts,
    Supplier<RouteTable> table,
    RouteStates routes,
    Supplier<Rules> rules,
    Refusals refusals,
    Supplier<Redriving> redriving,
    BulkRedriving bulk,
    Clock clock) {}
