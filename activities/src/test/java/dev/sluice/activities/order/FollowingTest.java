package dev.sluice.activities.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.activities.provider.CallObserver;
import dev.sluice.activities.provider.Provider;
import dev.sluice.activities.provider.ProviderSettings;
import dev.sluice.workflows.order.Following;
import dev.sluice.workflows.order.Following.HandedOver;
import dev.sluice.workflows.saga.FailureTypes;
import io.temporal.activity.ActivityCancellationType;
import io.temporal.activity.ActivityOptions;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.workflow.v1.PendingActivityInfo;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionRequest;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.common.RetryOptions;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.ApplicationFailure;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactory;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FollowingTest {

  private static final Duration HEARTBEAT_TIMEOUT = Duration.ofSeconds(6);

  @WorkflowInterface
  public interface Parcel {
    @WorkflowMethod
    String follow(String bookingId);
  }

  public static final class ParcelImpl implements Parcel {
    @Override
    public String follow(String bookingId) {
      Following following =
          Workflow.newActivityStub(
              Following.class,
              ActivityOptions.newBuilder()
                  .setTaskQueue("follow")
                  .setStartToCloseTimeout(Duration.ofDays(1))
                  .setHeartbeatTimeout(HEARTBEAT_TIMEOUT)
                  .setCancellationType(ActivityCancellationType.WAIT_CANCELLATION_COMPLETED)
                  .setRetryOptions(
                      RetryOptions.newBuilder().setInitialInterval(Duration.ofSeconds(1)).build())
                  .build());
      try {
        HandedOver handedOver = following.untilHandedOver(bookingId);
        return handedOver.bookingId() + " at " + handedOver.at();
      } catch (ActivityFailure e) {
        return e.getCause() instanceof ApplicationFailure failure
            ? failure.getType() + ": " + failure.getOriginalMessage()
            : e.toString();
      }
    }
  }

  private final TestWorkflowEnvironment engine =
      TestWorkflowEnvironment.newInstance(
          TestEnvironmentOptions.newBuilder().setUseTimeskipping(false).build());
  private final ExecutorService steps = Executors.newFixedThreadPool(4);
  private final List<AutoCloseable> open = new ArrayList<>();
  private Carrier carrier;
  private FollowingByPolling following;

  @BeforeEach
  void open() throws Exception {
    carrier = new Carrier();
    following = following();
    Worker worker = engine.newWorker("parcels");
    worker.registerWorkflowImplementationTypes(ParcelImpl.class);
    engine.newWorker("follow").registerActivitiesImplementations(following);
    engine.start();
  }

  private FollowingByPolling following() {
    return following(new FollowPace(Duration.ofMillis(50), Duration.ofMillis(100)));
  }

  private FollowingByPolling following(FollowPace pace) {
    Provider provider =
        Provider.open(ProviderSettings.of("shipping", carrier.url()), CallObserver.none());
    FollowingByPolling made = new FollowingByPolling(provider, pace, steps, Clock.systemUTC());
    open.add(provider);
    open.add(made);
    return made;
  }

  @AfterEach
  void close() throws Exception {
    following.handOver(Duration.ofSeconds(5));
    engine.shutdownNow();
    engine.awaitTermination(5, TimeUnit.SECONDS);
    engine.close();
    for (AutoCloseable each : open) {
      each.close();
    }
    steps.shutdown();
    carrier.close();
  }

  private WorkflowStub start(String id) {
    Parcel parcel =
        engine
            .getWorkflowClient()
            .newWorkflowStub(
                Parcel.class,
                WorkflowOptions.newBuilder().setTaskQueue("parcels").setWorkflowId(id).build());
    WorkflowClient.start(parcel::follow, "b-1");
    return WorkflowStub.fromTyped(parcel);
  }

  private void awaitLooks(int more) {
    int before = carrier.looks();
    await().until(() -> carrier.looks() >= before + more);
  }

  private PendingActivityInfo pending(String id) {
    return engine
        .getWorkflowServiceStubs()
        .blockingStub()
        .describeWorkflowExecution(
            DescribeWorkflowExecutionRequest.newBuilder()
                .setNamespace(engine.getNamespace())
                .setExecution(
                    io.temporal.api.common.v1.WorkflowExecution.newBuilder().setWorkflowId(id))
                .build())
        .getPendingActivities(0);
  }

  private String cursor(String id) {
    return pending(id).getHeartbeatDetails().getPayloadsCount() == 0
        ? ""
        : pending(id).getHeartbeatDetails().getPayloads(0).getData().toStringUtf8();
  }

  @Test
  void endsWhenTheCarrierHasTheParcel() {
    WorkflowStub run = start("p-1");
    awaitLooks(2);
    carrier.parcelIs("handedOver");
    assertThat(run.getResult(String.class)).isEqualTo("b-1 at 2026-11-21T10:00:00Z");
    assertThat(following.size()).isZero();
  }

  @Test
  void heartbeatsTheLastStateSeen() {
    start("p-2");
    await().until(() -> cursor("p-2").contains("\"booked\""));
    carrier.parcelIs("picked");
    await().until(() -> cursor("p-2").contains("\"picked\""));
  }

  @Test
  void aCancelEndsItPromptly() {
    WorkflowStub run = start("p-3");
    awaitLooks(2);
    run.cancel();
    await().atMost(Duration.ofSeconds(3)).until(() -> following.size() == 0);
    await()
        .untilAsserted(
            () ->
                assertThat(engine.getWorkflowClient().fetchHistory("p-3").getEvents())
                    .anyMatch(HistoryEvent::hasActivityTaskCanceledEventAttributes));
    int looks = carrier.looks();
    await().during(Duration.ofMillis(300)).until(() -> carrier.looks() <= looks + 1);
  }

  @Test
  void aBookingThatTheCarrierCancelledIsAPermanentFailure() {
    carrier.parcelIs("cancelled");
    assertThat(start("p-4").getResult(String.class))
        .isEqualTo("Permanent: the carrier has cancelled booking b-1");
  }

  @Test
  void aBookingThatTheCarrierDoesNotKnowIsAPermanentFailure() {
    carrier.answers(404);
    assertThat(start("p-5").getResult(String.class)).startsWith(FailureTypes.PERMANENT);
  }

  @Test
  void aCarrierThatIsAwayIsWaitedForWithinTheSameAttempt() {
    carrier.answers(503);
    WorkflowStub run = start("p-6");
    awaitLooks(3);
    assertThat(pending("p-6").getAttempt()).isEqualTo(1);
    carrier.parcelIs("handedOver");
    assertThat(run.getResult(String.class)).startsWith("b-1");
  }

  @Test
  void aWorkerThatStopsRecordsItsCursorAndAnotherGoesOnFromThere() {
    carrier.parcelIs("picked");
    WorkflowStub run = start("p-7");
    await().until(() -> cursor("p-7").contains("\"picked\""));
    String before = cursor("p-7");

    // In a worker: no new work, then hand over. Well within the heartbeat time-out.
    engine.getWorkerFactory().getWorker("follow").suspendPolling();
    following.handOver(Duration.ofSeconds(5));
    assertThat(following.size()).isZero();

    WorkerFactory other = WorkerFactory.newInstance(engine.getWorkflowClient());
    FollowingByPolling next = following();
    other.newWorker("follow").registerActivitiesImplementations(next);
    other.start();
    try {
      await().atMost(HEARTBEAT_TIMEOUT.dividedBy(2)).until(() -> next.size() == 1);
      assertThat(pending("p-7").getAttempt()).isGreaterThan(1);
      // The same state since the same moment: it went on, it did not begin again.
      assertThat(cursor("p-7")).isEqualTo(before);
      carrier.parcelIs("handedOver");
      assertThat(run.getResult(String.class)).startsWith("b-1");
    } finally {
      next.handOver(Duration.ofSeconds(5));
      other.shutdownNow();
    }
  }

  @Test
  void heartsBeatAndACancelIsHeardHoweverRarelyAnybodyLooks() {
    FollowingByPolling patient =
        following(new FollowPace(Duration.ofHours(1), Duration.ofHours(1)));
    engine.getWorkerFactory().getWorker("follow").suspendPolling();
    WorkerFactory other = WorkerFactory.newInstance(engine.getWorkflowClient());
    other.newWorker("follow").registerActivitiesImplementations(patient);
    other.start();
    try {
      WorkflowStub run = start("p-8");
      await().until(() -> patient.size() == 1);
      // Beyond the time-out: it is still the first attempt, and one look was enough.
      await()
          .atMost(HEARTBEAT_TIMEOUT.multipliedBy(2))
          .during(HEARTBEAT_TIMEOUT.plusSeconds(1))
          .until(() -> pending("p-8").getAttempt() == 1);
      assertThat(carrier.looks()).isEqualTo(1);

      run.cancel();
      await().atMost(HEARTBEAT_TIMEOUT.dividedBy(2)).until(() -> patient.size() == 0);
    } finally {
      patient.handOver(Duration.ofSeconds(5));
      other.shutdownNow();
    }
  }

  @Test
  void waitingParcelsHoldNoThread() {
    for (int i = 0; i < 100; i++) {
      start("many-" + i);
    }
    await().atMost(Duration.ofSeconds(30)).until(() -> following.size() == 100);
    await()
        .untilAsserted(
            () ->
                assertThat(Thread.getAllStackTraces().values())
                    .noneMatch(FollowingTest::isInTheActivity));
    carrier.parcelIs("handedOver");
    await().atMost(Duration.ofSeconds(30)).until(() -> following.size() == 0);
  }

  private static boolean isInTheActivity(StackTraceElement[] stack) {
    return Arrays.stream(stack)
        .anyMatch(at -> at.getClassName().equals(FollowingByPolling.class.getName()));
  }
}
