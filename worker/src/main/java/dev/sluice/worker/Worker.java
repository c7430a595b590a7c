package dev.sluice.worker;

import dev.sluice.codec.Keyring;
import dev.sluice.worker.risk.EncryptionFile;
import dev.sluice.workflows.order.Following;
import dev.sluice.workflows.order.Order;
import dev.sluice.workflows.order.OrderWorkflow;
import dev.sluice.workflows.order.OrderWorkflowImpl;
import dev.sluice.workflows.task.TaskWorkflow;
import dev.sluice.workflows.task.TaskWorkflowImpl;
import io.grpc.StatusRuntimeException;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.common.converter.DataConverter;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import io.temporal.worker.WorkerFactory;
import io.temporal.worker.WorkflowImplementationOptions;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hosts the workflows and their activities. It starts at once and takes work when Temporal is
 * there; it stops by letting calls end and handing its parcels to another worker. Thread-safe.
 */
public final class Worker implements AutoCloseable {

  public static final String ORDERS = "orders";

  private static final Logger log = LoggerFactory.getLogger(Worker.class);

  private final WorkerConfig config;
  private final WorkerMetrics metrics;
  private final Effects effects;
  private final WorkflowServiceStubs stubs;
  private final WorkerFactory factory;
  private final TemporalWait wait;
  private final StatusServer status;
  private volatile boolean stopping;

  private Worker(
      WorkerConfig config,
      WorkflowServiceStubsOptions stubsOptions,
      WorkflowClientOptions clientOptions) {
    DataConverter converter = converter(config);
    this.config = config;
    this.metrics = new WorkerMetrics();
    this.effects = new Effects(config, metrics);
    this.stubs =
        WorkflowServiceStubs.newServiceStubs(
            WorkflowServiceStubsOptions.newBuilder(stubsOptions)
                .setMetricsScope(metrics.temporal())
                .build());
    this.factory =
        WorkerFactory.newInstance(
            WorkflowClient.newInstance(stubs, withOurs(clientOptions, converter)),
            new Sizes(config).factory());
    register();
    this.wait = new TemporalWait(factory);
    this.status = StatusServer.start(config.host(), config.port(), metrics::scrape, this::standing);
  }

  /** All that this worker runs. */
  private void register() {
    Sizes sizes = new Sizes(config);
    io.temporal.worker.Worker orders = factory.newWorker(ORDERS, sizes.orders());
    orders.registerWorkflowImplementationFactory(
        OrderWorkflow.class,
        input -> new OrderWorkflowImpl(input.get(0, Order.class), config.patience()),
        WorkflowImplementationOptions.getDefaultInstance());
    orders.registerActivitiesImplementations(effects.forOrders());

    io.temporal.worker.Worker tasks = factory.newWorker(TaskWorkflow.TASK_QUEUE, sizes.tasks());
    tasks.registerWorkflowImplementationTypes(TaskWorkflowImpl.class);
    tasks.registerActivitiesImplementations(effects.forTasks());

    io.temporal.worker.Worker follow = factory.newWorker(Following.TASK_QUEUE, sizes.following());
    follow.registerActivitiesImplementations(effects.following());
  }

  /** {@code stubs} and {@code client} say how to reach Temporal; the rest of them is set here. */
  public static Worker start(
      WorkerConfig config, WorkflowServiceStubsOptions stubs, WorkflowClientOptions client) {
    Worker worker = new Worker(config, stubs, client);
    Thread starter = new Thread(worker.wait, "worker-start");
    starter.setDaemon(true);
    starter.start();
    return worker;
  }

  private static DataConverter converter(WorkerConfig config) {
    Path file = config.configFile();
    return PayloadJson.converter(file == null ? Keyring.NONE : EncryptionFile.read(file));
  }

  private static WorkflowClientOptions withOurs(
      WorkflowClientOptions given, DataConverter converter) {
    return WorkflowClientOptions.newBuilder(given)
        .setDataConverter(converter)
        .setContextPropagators(List.of(new RunContext(converter)))
        .build();
  }

  /** Whether it takes work. */
  public boolean isReady() {
    return standing().ready();
  }

  /** Returns whether it takes work, at the latest after {@code atMost}. */
  public boolean awaitReady(Duration atMost) throws InterruptedException {
    return wait.awaitStart(atMost) && isReady();
  }

  /** Where {@code /metrics} and {@code /health} are. */
  public URI statusAddress() {
    return status.address();
  }

  private StatusServer.Standing standing() {
    if (stopping) {
      return new StatusServer.Standing(false, "the worker is stopping");
    }
    return new StatusServer.Standing(wait.hasStarted(), wait.waitsFor());
  }

  @Override
  public void close() {
    if (stopping) {
      return;
    }
    stopping = true;
    wait.stop();
    if (wait.hasStarted()) {
      Instant deadline = Instant.now().plus(config.shutdownGrace());
      // In this order: no new work, then the parcels go on elsewhere, then what is under way ends.
      evenWithoutTemporal("stop taking work", factory::shutdown);
      effects.following().handOver(config.shutdownGrace());
      evenWithoutTemporal("let calls end", () -> letCallsEnd(deadline));
    }
    effects.close();
    stubs.shutdownNow();
    status.close();
    metrics.close();
  }

  private void letCallsEnd(Instant deadline) {
    long left = Duration.between(Instant.now(), deadline).toMillis();
    factory.awaitTermination(Math.max(0, left), TimeUnit.MILLISECONDS);
    if (!factory.isTerminated()) {
      log.warn(
          "not all calls ended within {}; the engine will repeat them", config.shutdownGrace());
      factory.shutdownNow();
    }
  }

  /** The SDK tells the server that it goes, and fails when there is none. */
  private static void evenWithoutTemporal(String what, Runnable step) {
    try {
      step.run();
    } catch (StatusRuntimeException e) {
      log.warn("Temporal answers {}: could not {} in good order", e.getStatus().getCode(), what);
    }
  }
}
