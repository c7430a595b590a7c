package dev.sluice.workflows.order;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.util.Timestamps;
import dev.sluice.workflows.task.Decision;
import dev.sluice.workflows.task.TaskWorkflowImpl;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.enums.v1.IndexedValueType;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.sdk.v1.WorkflowMetadata;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.common.SearchAttributeKey;
import io.temporal.common.SearchAttributes;
import io.temporal.common.WorkflowExecutionHistory;
import io.temporal.common.converter.DataConverter;
import io.temporal.common.converter.DefaultDataConverter;
import io.temporal.common.converter.JacksonJsonPayloadConverter;
import io.temporal.failure.CanceledFailure;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** One order in a world of its own, with time that skips. */
final class Rig implements AutoCloseable {

  static final String ID = "order-1";

  final FakeWorld world;
  final TestWorkflowEnvironment temporal;
  private final Patience patience;
  private boolean follows = true;
  private boolean fromGateway = true;
  private boolean repeated;

  Rig() {
    this(Patience.standard());
  }

  Rig(Patience patience) {
    this(patience, new FakeWorld());
  }

  /** In a world that has seen an engine before. */
  Rig(Patience patience, FakeWorld world) {
    this.patience = patience;
    this.world = world;
    TestEnvironmentOptions.Builder options =
        TestEnvironmentOptions.newBuilder()
            .setWorkflowClientOptions(
                WorkflowClientOptions.newBuilder().setDataConverter(converter()).build());
    for (String name :
        List.of(
            "SluiceRoute", "SluiceEventType", "SluiceCorrelationId", "SluiceState", "SluiceStep")) {
      options.registerSearchAttribute(name, IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD);
    }
    this.temporal = TestWorkflowEnvironment.newInstance(options.build());
  }

  /** The payload converter of the worker: what it does not know, it lets pass. */
  static DataConverter converter() {
    ObjectMapper json =
        JacksonJsonPayloadConverter.newDefaultObjectMapper()
            .configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);
    return DefaultDataConverter.newDefaultInstance()
        .withPayloadConverterOverrides(new JacksonJsonPayloadConverter(json));
  }

  /** No worker follows parcels: they stay where they are. */
  Rig nobodyFollows() {
    follows = false;
    return this;
  }

  /** Started by hand: no memo, no search attributes. */
  Rig startedByHand() {
    fromGateway = false;
    return this;
  }

  /** Started again after the engine was lost. */
  Rig repeated() {
    repeated = true;
    return this;
  }

  WorkflowStub start(@Nullable Order order) {
    WorkflowStub run = prepare();
    temporal.start();
    run.start(order);
    return run;
  }

  /** Nothing is placed yet, and no worker runs. */
  WorkflowStub prepare() {
    WorkerOptions slow =
        WorkerOptions.newBuilder().setDefaultDeadlockDetectionTimeout(10_000).build();
    Worker orders = temporal.newWorker("orders", slow);
    orders.registerWorkflowImplementationFactory(
        OrderWorkflow.class,
        input -> new OrderWorkflowImpl(input.get(0, Order.class), patience),
        io.temporal.worker.WorkflowImplementationOptions.getDefaultInstance());
    orders.registerActivitiesImplementations(world.activities());
    if (follows) {
      temporal.newWorker("orders-follow", slow).registerActivitiesImplementations(world.follow());
    }
    WorkflowOptions.Builder options =
        WorkflowOptions.newBuilder().setTaskQueue("orders").setWorkflowId(ID);
    if (fromGateway) {
      options
          .setMemo(memo())
          .setTypedSearchAttributes(
              SearchAttributes.newBuilder()
                  .set(SearchAttributeKey.forKeyword("SluiceRoute"), "order")
                  .build());
    }
    return temporal.getWorkflowClient().newUntypedWorkflowStub("OrderWorkflow", options.build());
  }

  private Map<String, Object> memo() {
    Map<String, Object> memo = new HashMap<>();
    memo.put("eid", "eid-1");
    memo.put("correlationId", "correlation-1");
    if (repeated) {
      memo.put("repeated", true);
    }
    return memo;
  }

  OrderResult run(@Nullable Order order) {
    start(order);
    return result();
  }

  WorkflowStub stub() {
    return temporal.getWorkflowClient().newUntypedWorkflowStub(ID);
  }

  /**
   * Waits for it, and no longer than a test may take. It asks again and again, since under load the
   * server now and then does not notice that it may skip time, until it is told so once more.
   */
  OrderResult result() {
    @Nullable TimeoutException late = null;
    for (int i = 0; i < 8; i++) {
      try {
        return stub().getResult(5, TimeUnit.SECONDS, OrderResult.class);
      } catch (TimeoutException e) {
        late = e;
      }
    }
    throw new AssertionError("The run has not ended. It is at " + progress(), late);
  }

  /** Of a run that Temporal cancelled, the SDK keeps no result: the memo has it. */
  OrderResult result(CancelTest.By by) {
    if (by == CancelTest.By.SIGNAL) {
      return result();
    }
    assertThatThrownBy(this::result)
        .isInstanceOf(WorkflowFailedException.class)
        .hasCauseInstanceOf(CanceledFailure.class);
    return Objects.requireNonNull(
        stub().describe().getMemo("result", OrderResult.class, OrderResult.class),
        "no result in the memo");
  }

  Progress progress() {
    return stub().query("progress", Progress.class);
  }

  /** What the UI shows: the run's current details. */
  String details() {
    return stub().query("__temporal_workflow_metadata", WorkflowMetadata.class).getCurrentDetails();
  }

  /** A worker that hosts the workflow alone, to replay with. */
  Worker replayer() {
    Worker worker = temporal.newWorker("replay");
    worker.registerWorkflowImplementationTypes(OrderWorkflowImpl.class, TaskWorkflowImpl.class);
    return worker;
  }

  void cancel(String reason) {
    stub().signal("cancel", new OrderWorkflow.CancelRequest(ID, reason));
  }

  void decide(String decision) {
    stub().signal("decide", new Decision(null, null, decision, null, null, null, null));
  }

  void decide(Decision decision) {
    stub().signal("decide", decision);
  }

  Progress awaitProgress(Predicate<Progress> condition) {
    return Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(20))
        .until(this::progress, condition);
  }

  Progress awaitState(String state) {
    return awaitProgress(progress -> progress.state().equals(state));
  }

  Progress awaitStep(String step) {
    return awaitProgress(progress -> step.equals(progress.step()));
  }

  void awaitHistory(EventType type) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(10))
        .until(() -> history().stream().anyMatch(event -> event.getEventType() == type));
  }

  /** From the run's start to its last event. Afterwards the server's clock runs ahead. */
  Duration took() {
    List<HistoryEvent> history = history();
    return Duration.between(at(history.get(0)), at(history.get(history.size() - 1)));
  }

  private static Instant at(HistoryEvent event) {
    return Instant.ofEpochMilli(Timestamps.toMillis(event.getEventTime()));
  }

  List<HistoryEvent> history() {
    WorkflowExecutionHistory history = temporal.getWorkflowClient().fetchHistory(ID);
    return history.getEvents();
  }

  @Override
  public void close() {
    temporal.close();
  }

  static Order order() {
    return new Order(
        "1",
        new Order.Customer("c-1", "ada@example.com"),
        List.of(new Order.Item("TEA", 2, "5.00"), new Order.Item("CUP", 1, "2.50")),
        "EUR",
        "12.50",
        new Order.Payment("card", "tok_ok"),
        address("Lovelace Street 1"));
  }

  static ShipTo address(String line) {
    return new ShipTo("Ada", List.of(line), "10115", "Berlin", "DE");
  }
}
