package dev.sluice.gateway;

import dev.sluice.gateway.deadletter.NewAttempts;
import dev.sluice.gateway.edge.AuditApi;
import dev.sluice.gateway.edge.CodecApi;
import dev.sluice.gateway.edge.DeadLettersApi;
import dev.sluice.gateway.edge.Edge;
import dev.sluice.gateway.edge.EventsApi;
import dev.sluice.gateway.edge.HooksApi;
import dev.sluice.gateway.edge.RefusalsApi;
import dev.sluice.gateway.edge.RefusedMeter;
import dev.sluice.gateway.edge.RoutesApi;
import dev.sluice.gateway.edge.RunsApi;
import dev.sluice.gateway.edge.SignInApi;
import dev.sluice.gateway.edge.StreamApi;
import dev.sluice.gateway.edge.SystemApi;
import dev.sluice.gateway.edge.TasksApi;
import dev.sluice.gateway.event.EventReader;
import dev.sluice.gateway.journal.Journal;
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
    RunsApi runs =
        new RunsApi(journal.runs(), engine.runs(), new NewAttempts(journal, inForce), threads);
    StreamApi stream = new StreamApi(journal.live());
    EventsApi events = new EventsApi(journal, engine.runs(), threads);
    Sessions sessions = new Sessions(kept.database(), config.clock(), inForce::signIn);
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
            new RoutesApi(inForce::table, journal, kept.numbers(), kept.rates(), threads),
            new TasksApi(engine.inbox(), threads),
            new DeadLettersApi(journal, inForce::redriving, engine.redriving(), threads),
            new AuditApi(kept.audit()),
            new SignInApi(sessions, config.clock(), threads, config.meters()),
            new CodecApi(),
            new RefusedMeter(config.meters()),
            new SystemApi(
                config.about(),
                journal,
                engine::word,
                reloading::word,
                config.parts(),
                config.meters())));
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
