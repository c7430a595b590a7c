package dev.sluice.gateway;

import dev.sluice.gateway.console.Console;
import dev.sluice.gateway.console.Shown;
import dev.sluice.gateway.deadletter.NewAttempts;
import dev.sluice.gateway.edge.AuditApi;
import dev.sluice.gateway.edge.CodecApi;
import dev.sluice.gateway.edge.DeadLettersApi;
import dev.sluice.gateway.edge.Edge;
import dev.sluice.gateway.edge.EventsApi;
import dev.sluice.gateway.edge.Health;
import dev.sluice.gateway.edge.HooksApi;
import dev.sluice.gateway.edge.LinksApi;
import dev.sluice.gateway.edge.MessagesApi;
import dev.sluice.gateway.edge.OpenIdApi;
import dev.sluice.gateway.edge.RefusalsApi;
import dev.sluice.gateway.edge.RefusedMeter;
import dev.sluice.gateway.edge.RouteStates;
import dev.sluice.gateway.edge.RoutesApi;
import dev.sluice.gateway.edge.RunsApi;
import dev.sluice.gateway.edge.SignInApi;
import dev.sluice.gateway.edge.StreamApi;
import dev.sluice.gateway.edge.SystemApi;
import dev.sluice.gateway.edge.TasksApi;
import dev.sluice.gateway.event.EventReader;
import dev.sluice.gateway.journal.DeadLetterGroups;
import dev.sluice.gateway.journal.EventLists;
import dev.sluice.gateway.journal.Journal;
import dev.sluice.gateway.journal.RunFinder;
import dev.sluice.gateway.message.MessageList;
import dev.sluice.gateway.people.OpenId;
import dev.sluice.gateway.people.Sessions;
import dev.sluice.gateway.reload.InForce;
import dev.sluice.gateway.reload.Reloading;
import dev.sluice.gateway.source.Normaliser;
import java.util.List;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** Where events and questions come in: the parts of the API, and those that hold requests open. */
record EdgeSide(
    RunsApi runs, StreamApi stream, EventsApi events, Sessions sessions, List<Edge.Api> apis) {

  static EdgeSide of(
      GatewayConfig config,
      EventReader reader,
      QueuedThreadPool threads,
      InForce inForce,
      JournalSide kept,
      EngineSide engine,
      Reloading reloading) {
    Journal journal = kept.journal();
    NewAttempts attempts = new NewAttempts(journal, inForce);
    RunsApi runs = new RunsApi(journal.runs(), engine.runs(), attempts, threads);
    StreamApi stream = new StreamApi(journal.live());
    EventsApi events = new EventsApi(journal, engine.runs(), threads);
    Sessions sessions = new Sessions(kept.database(), config.clock(), inForce::signIn);
    RouteStates routes =
        new RouteStates(inForce::table, journal.stops(), kept.numbers(), kept.rates());
    Health health = new Health(journal, engine::word, reloading::word, config.parts());
    MessageList messages = new MessageList(kept.database());
    Shown shown =
        new Shown(
            config.about(),
            health,
            journal,
            new EventLists(kept.database(), journal.waits()),
            new RunFinder(kept.database()),
            new DeadLetterGroups(journal.deadLetters(), config.clock()),
            engine.runs(),
            engine.inbox(),
            messages,
            attempts,
            inForce::table,
            routes,
            inForce::rules,
            kept.refusals(),
            inForce::redriving,
            engine.redriving(),
            config.clock());
    Console console = new Console(shown, threads);
    SignInApi signIn =
        new SignInApi(sessions, console.look(), config.clock(), threads, config.meters());
    return new EdgeSide(
        runs,
        stream,
        events,
        sessions,
        List.of(
            events,
            new HooksApi(new Normaliser(reader), kept.refusals(), config.clock(), threads),
            new RefusalsApi(kept.refusals()),
            runs,
            stream,
            new RoutesApi(routes, journal.stops(), threads),
            new TasksApi(engine.inbox(), threads),
            new LinksApi(engine.links(), engine.inbox(), console.look(), threads),
            new MessagesApi(messages),
            new DeadLettersApi(journal, inForce::redriving, engine.redriving(), threads),
            new AuditApi(kept.audit()),
            new CodecApi(),
            signIn,
            new OpenIdApi(new OpenId(config.clock()), sessions, signIn, threads),
            new RefusedMeter(config.meters()),
            new SystemApi(config.about(), health, config.meters()),
            console));
  }

  Edge open(GatewayConfig config, InForce inForce, QueuedThreadPool threads, Opened opened) {
    Edge edge = opened.add(Edge.open(config.address(), inForce::rules, sessions, threads, apis));
    edge.bindTo(config.meters());
    // Closed before the server: what waits or is streamed ends while its requests are still there.
    opened.add(runs);
    opened.add(stream);
    opened.add(events);
    return edge;
  }
}
