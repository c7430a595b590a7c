package dev.sluice.gateway;

import dev.sluice.gateway.config.Config;
import dev.sluice.gateway.config.ConfigFile;
import dev.sluice.gateway.config.Loaded;
import dev.sluice.gateway.deadletter.BulkRedriving;
import dev.sluice.gateway.deadletter.NewAttempts;
import dev.sluice.gateway.deadletter.Redriving;
import dev.sluice.gateway.dispatch.Dispatcher;
import dev.sluice.gateway.dispatch.Engine;
import dev.sluice.gateway.dispatch.EngineHealth;
import dev.sluice.gateway.dispatch.Failpoint;
import dev.sluice.gateway.dispatch.IdentityWindow;
import dev.sluice.gateway.edge.AuditApi;
import dev.sluice.gateway.edge.DeadLettersApi;
import dev.sluice.gateway.edge.Edge;
import dev.sluice.gateway.edge.EventsApi;
import dev.sluice.gateway.edge.HooksApi;
import dev.sluice.gateway.edge.RefusalsApi;
import dev.sluice.gateway.edge.RefusedMeter;
import dev.sluice.gateway.edge.RoutesApi;
import dev.sluice.gateway.edge.RunsApi;
import dev.sluice.gateway.edge.StreamApi;
import dev.sluice.gateway.edge.SystemApi;
import dev.sluice.gateway.edge.TasksApi;
import dev.sluice.gateway.event.EventReader;
import dev.sluice.gateway.journal.Audit;
import dev.sluice.gateway.journal.Database;
import dev.sluice.gateway.journal.Forgetting;
import dev.sluice.gateway.journal.Journal;
import dev.sluice.gateway.journal.JournalConfig;
import dev.sluice.gateway.journal.Refusals;
import dev.sluice.gateway.journal.RouteNumbers;
import dev.sluice.gateway.journal.RouteRates;
import dev.sluice.gateway.route.ActionPlan;
import dev.sluice.gateway.route.Route;
import dev.sluice.gateway.run.Cancels;
import dev.sluice.gateway.run.RunFollower;
import dev.sluice.gateway.run.Runs;
import dev.sluice.gateway.source.Normaliser;
import dev.sluice.gateway.task.Inbox;
import dev.sluice.gateway.task.LeftBehind;
import dev.sluice.gateway.task.SignalDelivery;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gateway, composed: the parts stand in the order in which an event meets them. Closing goes
 * the other way, so that nothing is accepted that could not be kept.
 */
public final class Gateway implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Gateway.class);

  private final Edge edge;
  private final Deque<AutoCloseable> opened;

  private Gateway(Edge edge, Deque<AutoCloseable> opened) {
    this.edge = edge;
    this.opened = opened;
  }

  public static Gateway start(GatewayConfig config) {
    Deque<AutoCloseable> opened = new ArrayDeque<>();
    try {
      return new Gateway(compose(config, opened), opened);
    } catch (RuntimeException e) {
      close(opened);
      throw e;
    }
  }

  private static Edge compose(GatewayConfig config, Deque<AutoCloseable> opened) {
    Clock clock = config.clock();
    // Read again: from here on no change is missed, and there was time for one.
    Path path = config.file().file();
    Reading first = Reading.first(path, () -> ConfigFile.load(path));
    Config begun = first.loaded() instanceof Loaded.Ready ready ? ready.config() : config.file();
    Edge.refuseIfOpenToAll(config.address(), Configured.access(begun));
    MeterRegistry meters = config.meters();
    List.of(new JvmMemoryMetrics(), new JvmThreadMetrics(), new ProcessorMetrics())
        .forEach(binder -> binder.bindTo(meters));
    Latest file = new Latest(begun);

    Database database = open(opened, Database.open(config.database(), meters));
    Journal journal = Journal.open(database, journalConfig(config, file), meters);
    Audit audit = open(opened, Audit.start(database, journalConfig(config, file)));
    Forgetting forgetting =
        open(
            opened,
            new Forgetting(
                database, journal, clock, () -> file.get().retention().events(), meters));
    Refusals refusals = open(opened, new Refusals(database, meters));
    Engine engine = open(opened, Engine.connect(config.engine()));
    IdentityWindow window =
        open(opened, new IdentityWindow(() -> wanted(file.get(), engine), engine::retention));
    EventReader reader = new EventReader(clock);
    InForce inForce = new InForce(file, each -> Configured.of(each, reader, journal));
    Dispatcher dispatcher =
        open(
            opened,
            new Dispatcher(
                journal,
                inForce,
                engine,
                (work, publish) -> inForce.made().publishing().publish(work, publish),
                clock,
                meters,
                Failpoint.NONE));
    RunFollower follower = open(opened, new RunFollower(journal, engine, inForce, clock, meters));
    Inbox inbox =
        open(
            opened,
            new Inbox(
                database,
                new SignalDelivery(engine, journal.runs()),
                clock,
                config.decisionPatience()));
    LeftBehind leftBehind =
        open(opened, new LeftBehind(database, journal.runs(), inbox, engine, clock));

    QueuedThreadPool threads = Edge.threads();
    Cancels cancels = open(opened, new Cancels(journal.cancels(), engine));
    Runs runs = open(opened, new Runs(journal.runs(), engine, cancels, threads));
    Supplier<Redriving> redriving = () -> inForce.made().redriving();
    BulkRedriving bulkRedriving = open(opened, new BulkRedriving(journal, redriving));
    RouteRates rates = new RouteRates(clock);
    journal.listen(rates);
    RouteNumbers numbers = new RouteNumbers(database, clock);
    Reloading reloading =
        open(
            opened,
            new Reloading(
                inForce,
                first,
                each -> objection(config.address(), each, window, engine),
                new ConfigNotes(journal, numbers)::of,
                clock,
                meters));
    RunsApi runsApi = new RunsApi(journal.runs(), runs, new NewAttempts(journal, inForce), threads);
    StreamApi streamApi = new StreamApi(journal.live());
    EventsApi eventsApi = new EventsApi(journal, runs, threads);
    List<Edge.Api> apis =
        List.of(
            eventsApi,
            new HooksApi(new Normaliser(reader), refusals, clock, threads),
            new RefusalsApi(refusals),
            runsApi,
            streamApi,
            new RoutesApi(inForce::table, journal, numbers, rates, threads),
            new TasksApi(inbox, threads),
            new DeadLettersApi(journal, redriving, bulkRedriving, threads),
            new AuditApi(audit),
            new RefusedMeter(meters),
            new SystemApi(
                config.about(),
                journal,
                () -> word(dispatcher.health(), window.problem()),
                reloading::word,
                config.parts(),
                config.meters()));

    window.start();
    follower.recover();
    cancels.recover();
    journal.listen(cancels);
    journal.listen(leftBehind);
    if (engine.inProcess()) {
      inbox.recover();
    }
    dispatcher.start();
    follower.start();
    inbox.start();
    leftBehind.start();
    bulkRedriving.start();
    forgetting.start();
    refusals.start();
    reloading.start();
    Edge edge = open(opened, Edge.open(config.address(), inForce::rules, threads, apis));
    edge.bindTo(meters);
    // Closed before the server: what waits or is streamed ends while its requests are still there.
    open(opened, runsApi);
    open(opened, streamApi);
    open(opened, eventsApi);
    return edge;
  }

  /** Why this process cannot take a good file. */
  private static Optional<String> objection(
      Edge.Address address, Config file, IdentityWindow window, Engine engine) {
    try {
      Edge.refuseIfOpenToAll(address, Configured.access(file));
    } catch (IllegalArgumentException openToAll) {
      return Optional.ofNullable(openToAll.getMessage());
    }
    return window.objection(wanted(file, engine));
  }

  /** The in-process engine remembers nothing for long, so that its window is never too short. */
  private static IdentityWindow.Wanted wanted(Config file, Engine engine) {
    Set<String> namespaces = new TreeSet<>(Set.of(""));
    for (Route route : file.routes().routes()) {
      ActionPlan action =
          route.action() instanceof ActionPlan.SignalWithStart both ? both.start() : route.action();
      if (action instanceof ActionPlan.Start start && start.namespace() != null) {
        namespaces.add(start.namespace());
      }
    }
    return new IdentityWindow.Wanted(
        file.retention().identity(), engine.inProcess() ? List.of() : List.copyOf(namespaces));
  }

  private static SystemApi.EngineWord word(EngineHealth health, Optional<String> alarm) {
    boolean isUp = health.state() == EngineHealth.State.up;
    if (isUp && alarm.isPresent()) {
      return new SystemApi.EngineWord(false, EngineHealth.State.misconfigured.name(), alarm.get());
    }
    return new SystemApi.EngineWord(isUp, health.state().name(), health.detail());
  }

  private static JournalConfig journalConfig(GatewayConfig config, Latest file) {
    return new JournalConfig(
        config.data(),
        config.clock(),
        () -> file.get().retention().identity(),
        () -> file.get().limits().backlog());
  }

  private static <T extends AutoCloseable> T open(Deque<AutoCloseable> opened, T part) {
    opened.push(part);
    return part;
  }

  public int port() {
    return edge.port();
  }

  /** What it answers, as {@code "GET /v1/events read"}: method, path and role. */
  public List<String> routes() {
    return edge.routes();
  }

  /** The base URL, without a slash at its end. */
  public String url() {
    return edge.url();
  }

  @Override
  public void close() {
    close(opened);
  }

  /** Reads the configuration as it stands now, without waiting until it has settled. */
  void reload() {
    opened.stream()
        .filter(Reloading.class::isInstance)
        .map(Reloading.class::cast)
        .forEach(Reloading::load);
  }

  private static void close(Deque<AutoCloseable> opened) {
    while (!opened.isEmpty()) {
      AutoCloseable part = opened.pop();
      try {
        part.close();
      } catch (Exception e) {
        log.warn("{} could not be closed", part.getClass().getSimpleName(), e);
      }
    }
  }
}
