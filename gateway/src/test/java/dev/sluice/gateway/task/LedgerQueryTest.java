package dev.sluice.gateway.task;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.codec.EncryptedPayloads;
import dev.sluice.codec.EncryptionKey;
import dev.sluice.codec.Keyring;
import dev.sluice.gateway.dispatch.InProcessTemporal;
import dev.sluice.gateway.dispatch.Rig;
import dev.sluice.gateway.journal.Target;
import dev.sluice.gateway.journal.Verdict.RunStatus;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityOptions;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactory;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run that was cut off had done, by its history. */
class LedgerQueryTest {

  private static final Keyring KEYS =
      new Keyring(List.of(EncryptionKey.of("k", Base64.getEncoder().encodeToString(new byte[32]))));

  @WorkflowInterface
  public interface Shipping {
    @WorkflowMethod
    void run();
  }

  @ActivityInterface
  public interface Carrier {
    void book();
  }

  public static final class ShippingImpl implements Shipping {
    @Override
    public void run() {
      Workflow.newActivityStub(
              Carrier.class,
              ActivityOptions.newBuilder()
                  .setStartToCloseTimeout(Duration.ofSeconds(10))
                  .setSummary("book one parcel")
                  .build())
          .book();
    }
  }

  @TempDir Path folder;

  @Test
  void aStepCountsAlsoWhenTheKeyOfItsSummaryIsGone() throws Exception {
    AtomicReference<Keyring> keys = new AtomicReference<>(KEYS);
    try (InProcessTemporal temporal = InProcessTemporal.start();
        Rig rig = Rig.encrypted(folder, temporal.address(), new EncryptedPayloads(keys::get))) {
      EndedRows.Ended run =
          new EndedRows.Ended(
              new Target("w-1", ""), 1, shipped(rig.engine.client("")), RunStatus.terminated);
      LedgerQuery ledger = new LedgerQuery(rig.engine);

      JsonNode readable = steps(ledger.of(run)).path(0);
      assertThat(readable.path("state").asText()).isEqualTo("done");
      assertThat(readable.path("summary").asText()).isEqualTo("book one parcel");
      keys.set(Keyring.NONE);

      JsonNode unreadable = steps(ledger.of(run)).path(0);
      assertThat(unreadable.path("activity").asText()).isEqualTo("Book");
      assertThat(unreadable.path("state").asText()).isEqualTo("done");
      assertThat(unreadable.has("summary")).isFalse();
    }
  }

  private static JsonNode steps(LedgerQuery.Answer answer) {
    return ((LedgerQuery.Answer.Steps) answer).steps();
  }

  /** Lets the workflow run to its end, and tells its run's id. */
  private static String shipped(WorkflowClient client) {
    WorkerFactory factory =
        WorkerFactory.newInstance(
            WorkflowClient.newInstance(
                client.getWorkflowServiceStubs(),
                WorkflowClientOptions.newBuilder()
                    .setDataConverter(client.getOptions().getDataConverter())
                    .build()));
    Worker worker = factory.newWorker("shipping");
    worker.registerWorkflowImplementationTypes(ShippingImpl.class);
    worker.registerActivitiesImplementations((Carrier) () -> {});
    factory.start();
    try {
      WorkflowStub stub =
          client.newUntypedWorkflowStub(
              "Shipping",
              WorkflowOptions.newBuilder().setWorkflowId("w-1").setTaskQueue("shipping").build());
      String runId = stub.start().getRunId();
      stub.getResult(Void.class);
      return runId;
    } finally {
      factory.shutdownNow();
    }
  }
}
