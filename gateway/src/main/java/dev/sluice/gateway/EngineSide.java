package dev.sluice.gateway;

import dev.sluice.codec.EncryptedPayloads;
import dev.sluice.gateway.config.Config;
import dev.sluice.gateway.deadletter.BulkRedriving;
import dev.sluice.gateway.dispatch.Dispatcher;
import dev.sluice.gateway.dispatch.Engine;
import dev.sluice.gateway.dispatch.EngineHealth;
import dev.sluice.gateway.dispatch.Failpoint;
import dev.sluice.gateway.dispatch.IdentityWindow;
import dev.sluice.gateway.edge.SystemApi;
import dev.sluice.gateway.egress.Egress;
import dev.sluice.gateway.journal.DataKey;
import dev.sluice.gateway.journal.Journal;
import dev.sluice.gateway.message.Links;
import dev.sluice.gateway.message.MessagePlan;
import dev.sluice.gateway.message.MessageSender;
import dev.sluice.gateway.reload.InForce;
import dev.sluice.gateway.reload.Latest;
import dev.sluice.gateway.route.ActionPlan;
import dev.sluice.gateway.route.Route;
import dev.sluice.gateway.run.Cancels;
import dev.sluice.gateway.run.RunFollower;
import dev.sluice.gateway.run.Runs;
import dev.sluice.gateway.task.Healing;
import dev.sluice.gateway.task.Inbox;
import dev.sluice.gateway.task.LeftBehind;
import dev.sluice.gateway.task.SignalDelivery;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executor;

/** Where the work of an event is done on Temporal, and who follows what becomes of it. */
record EngineSide(
    Engine engine,
    IdentityWindow window,
    Dispatcher dispatcher,
    RunFollower follower,
    Links links,
    MessageSender messages,
    Inbox inbox,
    LeftBehind leftBehind,
    Healing healing,
    Cancels cancels,
    Runs runs,
    BulkRedriving redriving) {

  static EngineSide open(
      GatewayConfig config,
      Latest file,
      InForce inForce,
      JournalSide kept,
      Executor threads,
      Opened opened) {
    Clock clock = config.clock();
    MeterRegistry meters = config.meters();
    Journal journal = kept.journal();
    var payloads = new EncryptedPayloads(() -> file.get().encryption().keys());
    Engine engine = opened.add(Engine.connect(config.engine().with(payloads)));
    IdentityWindow window =
        opened.add(new IdentityWindow(() -> wanted(file.get(), engine), engine::retention));
    Dispatcher dispatcher =
        opened.add(
            new Dispatcher(
                journal,
                inForce,
                engine,
                (work, publish) -> inForce.publishing().publish(work, publish),
                clock,
                meters,
                Failpoint.NONE));
    RunFollower follower = opened.add(new RunFollower(journal, engine, inForce, clock, meters));
    SignalDelivery delivery = new SignalDelivery(engine, journal.runs(), kept.database());
    Links links = new Links(kept.database(), DataKey.of(config.data(), "links"), clock);
    MessageSender messages = messages(config, file, kept, links, opened);
    MessagePlan plan =
        new MessagePlan(
            () -> file.get().messages(), () -> file.get().people(), clock, messages::wake);
    Inbox inbox =
        opened.add(new Inbox(kept.database(), delivery, clock, config.decisionPatience(), plan));
    LeftBehind leftBehind =
        opened.add(new LeftBehind(kept.database(), journal.runs(), inbox, plan, engine, clock));
    Healing healing =
        opened.add(
            new Healing(
                kept.database(),
                inbox,
                engine,
                () -> namespaces(file.get()),
                config.healingPause(),
                clock));
    Cancels cancels = opened.add(new Cancels(journal.cancels(), engine));
    Runs runs = opened.add(new Runs(journal.runs(), engine, cancels, threads));
    BulkRedriving redriving = opened.add(new BulkRedriving(journal, inForce::redriving));
    return new EngineSide(
        engine,
        window,
        dispatcher,
        follower,
        links,
        messages,
        inbox,
        leftBehind,
        healing,
        cancels,
        runs,
        redriving);
  }

  private static MessageSender messages(
      GatewayConfig config, Latest file, JournalSide kept, Links links, Opened opened) {
    Egress egress = opened.add(new Egress(() -> file.get().egress()));
    Optional<URI> flagged = Optional.ofNullable(config.about().consoleUrl()).map(URI::create);
    MessageSender.Settings settings =
        new MessageSender.Settings(
            () -> file.get().messages(),
            () -> file.get().people(),
            () -> Optional.ofNullable(file.get().signIn().publicUrl()).or(() -> flagged));
    MessageSender sender =
        opened.add(
            new MessageSender(
                kept.database(), settings, links, egress, config.clock(), config.meters()));
    file.whenTaken(sender::wake); // What was broken may have been mended.
    return sender;
  }

  /** First what an engine has lost with its last process, then the new work. */
  void start(Journal journal) {
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
    healing.start();
    redriving.start();
  }

  /** Why a good file cannot be taken. */
  Optional<String> objection(Config file) {
    return window.objection(wanted(file, engine));
  }

  /** The in-process engine remembers nothing for long, so that its window is never too short. */
  private static IdentityWindow.Wanted wanted(Config file, Engine engine) {
    return new IdentityWindow.Wanted(
        file.retention().identity(),
        engine.inProcess() ? List.of() : List.copyOf(namespaces(file)));
  }

  /** The gateway's own, and those that routes name. */
  private static Set<String> namespaces(Config file) {
    Set<String> namespaces = new TreeSet<>(Set.of(""));
    for (Route route : file.routes().routes()) {
      ActionPlan action =
          route.action() instanceof ActionPlan.SignalWithStart both ? both.start() : route.action();
      if (action instanceof ActionPlan.Start start && start.namespace() != null) {
        namespaces.add(start.namespace());
      }
    }
    return namespaces;
  }

  SystemApi.EngineWord word() {
    EngineHealth health = dispatcher.health();
    Optional<String> alarm = window.problem();
    boolean isUp = health.state() == EngineHealth.State.up;
    if (isUp && alarm.isPresent()) {
      return new SystemApi.EngineWord(false, EngineHealth.State.misconfigured.name(), alarm.get());
    }
    return new SystemApi.EngineWord(isUp, health.state().name(), health.detail());
  }
}
