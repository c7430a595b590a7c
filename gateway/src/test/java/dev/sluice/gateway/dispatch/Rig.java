package dev.sluice.gateway.dispatch;

import static org.awaitility.Awaitility.await;

import dev.sluice.codec.EncryptedPayloads;
import dev.sluice.codec.Keyring;
import dev.sluice.gateway.deadletter.Redriving;
import dev.sluice.gateway.edge.Publishing;
import dev.sluice.gateway.event.Data;
import dev.sluice.gateway.event.Event;
import dev.sluice.gateway.journal.Appended;
import dev.sluice.gateway.journal.Database;
import dev.sluice.gateway.journal.DeadLetter;
import dev.sluice.gateway.journal.Entry;
import dev.sluice.gateway.journal.FailingCommits;
import dev.sluice.gateway.journal.Journal;
import dev.sluice.gateway.journal.JournalConfig;
import dev.sluice.gateway.journal.Redriven;
import dev.sluice.gateway.journal.Verdict;
import dev.sluice.gateway.journal.Verdict.Kind;
import dev.sluice.gateway.route.Routes;
import dev.sluice.gateway.run.RunFollower;
import dev.sluice.gateway.schema.SchemaCheck;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.common.converter.GlobalDataConverter;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import io.temporal.worker.WorkerFactory;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A journal and a dispatcher against a Temporal at some address, for tests. */
public final class Rig implements AutoCloseable {

  static {
    // A stopped in-process engine of an earlier test throws on threads of its own.
    Awaitility.doNotCatchUncaughtExceptionsByDefault();
  }

  public final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  public final FailingCommits commits = new FailingCommits();
  public final Database database;
  public final Journal journal;
  public final Engine engine;
  public final Dispatcher dispatcher;
  public final RunFollower follower;
  private final Routes routes;
  private final EncryptedPayloads payloads;

  public Rig(Path folder, String address, boolean inProcess, Failpoint failpoint) {
    this(folder, address, inProcess, failpoint, Clock.systemUTC());
  }

  public Rig(Path folder, String address, boolean inProcess, Failpoint failpoint, Clock clock) {
    this(folder, address, inProcess, failpoint, clock, new FixedRoutes());
  }

  public Rig(
      Path folder,
      String address,
      boolean inProcess,
      Failpoint failpoint,
      Clock clock,
      Routes routes) {
    this(
        folder,
        address,
        inProcess,
        failpoint,
        clock,
        routes,
        EncryptedPayloads.under(Keyring.NONE));
  }

  private Rig(
      Path folder,
      String address,
      boolean inProcess,
      Failpoint failpoint,
      Clock clock,
      Routes routes,
      EncryptedPayloads payloads) {
    this.routes = routes;
    this.payloads = payloads;
    database = commits.open("jdbc:sqlite:" + folder.resolve("journal.db"), meters);
    journal = Journal.open(database, new JournalConfig(folder, clock, Duration.ofDays(30)), meters);
    engine = Engine.connect(config(address, inProcess).with(payloads));
    Publishing publishing = new Publishing(SchemaCheck.none(), routes, journal);
    dispatcher =
        new Dispatcher(journal, routes, engine, publishing::publish, clock, meters, failpoint);
    follower = new RunFollower(journal, engine, routes, clock, meters);
  }

  public static Rig inProcess(Path folder, String address) {
    return new Rig(folder, address, true, Failpoint.NONE);
  }

  public static Rig encrypted(Path folder, String address, EncryptedPayloads payloads) {
    return encrypted(folder, address, payloads, Failpoint.NONE);
  }

  static Rig encrypted(
      Path folder, String address, EncryptedPayloads payloads, Failpoint failpoint) {
    return new Rig(
        folder, address, true, failpoint, Clock.systemUTC(), new FixedRoutes(), payloads);
  }

  public static EngineConfig config(String address, boolean inProcess) {
    return new EngineConfig(
        WorkflowServiceStubsOptions.newBuilder().setTarget(address).build(),
        WorkflowClientOptions.newBuilder().setNamespace("default").build(),
        inProcess,
        URI.create("http://127.0.0.1:8080"));
  }

  public Rig start() {
    follower.recover();
    follower.start();
    dispatcher.start();
    return this;
  }

  /** Keeps an event of this type whose subject, and so workflow id, is {@code id}. */
  public Event post(String type, String id) {
    return ((Appended.Kept) send(type, id, UUID.randomUUID().toString())).event();
  }

  /** Sends an event with this identity, as a sender does that may have sent it before. */
  Appended send(String type, String subject, String id) {
    Event event = event(type, subject, id);
    return journal.append(new Entry(event, "local", routes.plan(event))).join();
  }

  /** The same, by a commit that reaches the file and fails all the same. */
  public Event postUnanswered(String type, String id) {
    Event event = event(type, id, UUID.randomUUID().toString());
    commits.arm();
    try {
      journal.append(new Entry(event, "local", routes.plan(event))).join();
    } catch (CompletionException e) {
      return event;
    }
    throw new IllegalStateException("The commit was answered");
  }

  public static Event event(String type, String subject, String id) {
    UUID eid = UUID.randomUUID();
    return new Event(
        eid,
        id,
        "/shop",
        type,
        subject,
        Instant.now(),
        null,
        eid.toString(),
        null,
        0,
        null,
        null,
        9,
        null,
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        null,
        List.of(),
        Map.of(),
        Data.of("{}".getBytes(StandardCharsets.UTF_8), "application/json"));
  }

  public Verdict verdict(Event event) {
    return journal.find(event.eid()).orElseThrow().verdicts().get(0);
  }

  public Verdict awaitVerdict(Event event, Kind kind) {
    return await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> verdict(event), verdict -> verdict.kind() == kind);
  }

  public Verdict awaitStatus(Event event, Verdict.RunStatus status) {
    return await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> verdict(event), verdict -> verdict.status() == status);
  }

  /** What a person does about a dead letter whose reason is gone. */
  public Redriven redrive(Event event) {
    DeadLetter letter =
        journal.deadLetters().find(new DeadLetter.Id(event.eid(), "order", 1)).orElseThrow();
    return new Redriving(journal.deadLetters(), routes, SchemaCheck.none())
        .redrive(letter, "anna")
        .join();
  }

  /** Runs {@link Waiting} for this Temporal until closed. */
  public AutoCloseable worker() {
    WorkerFactory factory =
        WorkerFactory.newInstance(
            WorkflowClient.newInstance(
                engine.client("").getWorkflowServiceStubs(),
                WorkflowClientOptions.newBuilder()
                    .setDataConverter(payloads.over(GlobalDataConverter.get()))
                    .build()));
    factory.newWorker(FixedRoutes.QUEUE).registerWorkflowImplementationTypes(Waiting.Impl.class);
    factory.start();
    return () -> {
      factory.shutdownNow();
      factory.awaitTermination(5, TimeUnit.SECONDS);
    };
  }

  @Override
  public void close() {
    follower.close();
    dispatcher.close();
    engine.close();
    database.close();
  }
}
