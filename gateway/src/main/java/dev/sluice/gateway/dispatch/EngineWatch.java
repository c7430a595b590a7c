package dev.sluice.gateway.dispatch;

import dev.sluice.gateway.dispatch.Reply.Fault;
import dev.sluice.gateway.journal.Journal;
import dev.sluice.gateway.journal.Reasons;
import dev.sluice.gateway.journal.Target;
import dev.sluice.gateway.journal.Waits;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells of the engine's faults and recoveries: in the log, in health, and as the reason on the
 * verdicts of work that waits. Shut gates are checked until they can be opened. Safe for many
 * threads.
 */
final class EngineWatch {

  private static final Logger log = LoggerFactory.getLogger(EngineWatch.class);
  private static final String OWN_NAMESPACE = "";
  private static final Duration QUIET = Duration.ofSeconds(5);

  private final Journal journal;
  private final Engine engine;
  private final Lanes lanes;
  private final DispatchMeters meters;
  private final Clock clock;
  private final Later later;
  private final Instant begun;
  private final Map<String, Instant> reachableSince = new ConcurrentHashMap<>();
  private volatile EngineHealth health;
  private volatile Instant lastWorked = Instant.EPOCH;
  private volatile boolean stopped;

  /** Runs a task after a pause, and gives the lanes' work to threads. */
  interface Later {
    void run(Duration pause, Runnable task);

    void pump();
  }

  EngineWatch(
      Journal journal,
      Engine engine,
      Lanes lanes,
      DispatchMeters meters,
      Clock clock,
      Later later) {
    this.journal = journal;
    this.engine = engine;
    this.lanes = lanes;
    this.meters = meters;
    this.clock = clock;
    this.later = later;
    this.begun = clock.instant();
    this.health = new EngineHealth(EngineHealth.State.up, begun, null);
  }

  /** When we began, or the namespace's gate was last opened. */
  Instant reachableSince(String namespace) {
    return reachableSince.getOrDefault(namespace, begun);
  }

  EngineHealth health() {
    return health;
  }

  void worked(Target target) {
    if (target.isWorkflow()) {
      lastWorked = clock.instant();
    }
  }

  /** What fails from now on fails because we are closing. */
  void stop() {
    stopped = true;
  }

  static String reason(Fault fault) {
    return fault.kind() == Fault.Kind.misconfigured
        ? Reasons.ENGINE_MISCONFIGURED
        : Reasons.ENGINE_UNAVAILABLE;
  }

  /** The gate has been shut; {@code news} when it was open, or shut for another reason. */
  void shut(String namespace, Fault fault, boolean news) {
    if (stopped) {
      return;
    }
    meters.fault(fault);
    if (news) {
      tell(namespace, fault);
    }
    lanes.planCheck(namespace).ifPresent(pause -> checkLater(namespace, fault, pause));
  }

  private void checkLater(String namespace, Fault fault, Duration pause) {
    Instant next = clock.instant().plus(pause).truncatedTo(ChronoUnit.MILLIS);
    journal.waits().away(namespace, new Waits.Outage(fault.detail(), next));
    later.run(pause, () -> check(namespace));
  }

  /** So that health tells of an engine that is away before an event has to wait for it. */
  void checkWhenQuiet() {
    boolean quiet = lastWorked.isBefore(clock.instant().minus(QUIET));
    if (quiet
        && lanes.isOpen(OWN_NAMESPACE)
        && engine.check(OWN_NAMESPACE) instanceof Fault fault
        && fault.kind() != Fault.Kind.busy) {
      shut(OWN_NAMESPACE, fault, lanes.shut(OWN_NAMESPACE, fault));
    }
  }

  private void tell(String namespace, Fault fault) {
    boolean alarm = fault.kind() == Fault.Kind.misconfigured;
    String where = namespace.isEmpty() ? "" : " (namespace " + namespace + ")";
    if (alarm) {
      log.error("Temporal refuses everything{}: {}. All work is held.", where, fault.detail());
    } else {
      log.warn("Temporal is away{}: {}. Work is held until it is back.", where, fault.detail());
    }
    health =
        new EngineHealth(
            alarm ? EngineHealth.State.misconfigured : EngineHealth.State.unavailable,
            clock.instant(),
            fault.detail());
    if (namespace.equals(OWN_NAMESPACE)) {
      journal.waits().because(reason(fault));
      var unused = journal.backlog().explain(Reasons.QUEUED, reason(fault));
    }
  }

  private void check(String namespace) {
    Reply reply = engine.check(namespace);
    lanes.checked(namespace);
    if (reply instanceof Fault fault && fault.kind() != Fault.Kind.busy) {
      shut(namespace, fault, lanes.shut(namespace, fault));
      return;
    }
    reachableSince.put(namespace, clock.instant());
    journal.waits().back(namespace);
    if (lanes.open(namespace)) {
      recovered(namespace);
    }
    later.pump();
  }

  void recovered(String namespace) {
    if (namespace.equals(OWN_NAMESPACE)) {
      journal.waits().because(Reasons.QUEUED);
    }
    if (lanes.fault().isEmpty()) {
      log.info("Temporal answers; held work goes on");
      health = new EngineHealth(EngineHealth.State.up, clock.instant(), null);
    }
  }
}
