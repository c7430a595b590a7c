package dev.sluice.gateway.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.sluice.codec.EncryptedPayloads;
import dev.sluice.codec.EncryptionKey;
import dev.sluice.codec.Keyring;
import dev.sluice.gateway.event.Event;
import dev.sluice.gateway.journal.Reasons;
import dev.sluice.gateway.journal.Target;
import dev.sluice.gateway.journal.Verdict;
import dev.sluice.gateway.journal.Verdict.Kind;
import dev.sluice.gateway.journal.Verdict.RunStatus;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionRequest;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a gateway with keys sends to Temporal says nothing to who has none. */
class EncryptedActsTest {

  private final AtomicReference<Keyring> keys = new AtomicReference<>(keyring("k"));

  @TempDir Path folder;
  private InProcessTemporal temporal;
  private Rig rig;

  private static Keyring keyring(String id) {
    return new Keyring(
        List.of(EncryptionKey.of(id, Base64.getEncoder().encodeToString(new byte[32]))));
  }

  @BeforeEach
  void open() throws Exception {
    temporal = InProcessTemporal.start();
    rig = Rig.encrypted(folder, temporal.address(), new EncryptedPayloads(keys::get)).start();
  }

  @AfterEach
  void close() {
    rig.close();
    temporal.close();
  }

  @Test
  void inputsMemoHeadersAndSummariesAreEncryptedAndReadBack() throws Exception {
    Event placed = rig.post("order.placed", "w-1");
    Verdict started = rig.awaitVerdict(placed, Kind.started);
    rig.awaitVerdict(rig.post("order.noted", "w-1"), Kind.signalled);
    rig.awaitVerdict(rig.post("cart.item", "w-2"), Kind.started);
    WorkflowStub run = rig.engine.client("").newUntypedWorkflowStub("w-1");
    try (AutoCloseable worker = rig.worker()) {
      assertThat(worker).isNotNull();
      rig.awaitVerdict(rig.post("order.changed", "w-1"), Kind.updated);
      run.signal("finish");
      assertThat(run.getResult(Map.class).toString()).contains("{\"n\":1}");
    }

    for (String id : List.of("w-1", "w-2")) {
      assertEncrypted(rig.engine.client("").fetchHistory(id).getHistory(), 5);
    }
    Message described = described("w-1");
    assertEncrypted(described, 3);
    assertThat(described.toString()).doesNotContain("/shop");
    assertThat(rig.engine.describe(new Target("w-1", "")))
        .isInstanceOfSatisfying(
            Reply.Described.class, reply -> assertThat(reply.eid()).isEqualTo(placed.eid()));
    assertThat(run.describe().getStaticSummary()).contains("order.placed");
    assertThat(run.describe().getMemo("eid", String.class)).isEqualTo(placed.eid().toString());
    assertThat(started.runId()).isNotNull();
  }

  /** Of every payload but search attributes, by which Temporal finds runs. */
  private static void assertEncrypted(Message message, int atLeast) {
    List<Payload> payloads = new ArrayList<>();
    collect(message, payloads);
    assertThat(payloads).hasSizeGreaterThanOrEqualTo(atLeast);
    assertThat(payloads)
        .allSatisfy(
            payload ->
                assertThat(payload.getMetadataOrThrow("encoding").toStringUtf8())
                    .isEqualTo("binary/encrypted"));
    String raw = new String(message.toByteArray(), StandardCharsets.ISO_8859_1);
    assertThat(raw).doesNotContain("orderId", "12.10", "traceparent\"", "0af7651916cd43dd");
  }

  private static void collect(Message message, List<Payload> payloads) {
    for (Map.Entry<FieldDescriptor, Object> field : message.getAllFields().entrySet()) {
      if (field.getKey().getName().equals("search_attributes")) {
        continue;
      }
      Object value = field.getValue();
      for (Object each : value instanceof List<?> list ? list : List.of(value)) {
        if (each instanceof Payload payload) {
          payloads.add(payload);
        } else if (each instanceof Message inner) {
          collect(inner, payloads);
        }
      }
    }
  }

  private Message described(String id) {
    return rig.engine
        .client("")
        .getWorkflowServiceStubs()
        .blockingStub()
        .describeWorkflowExecution(
            DescribeWorkflowExecutionRequest.newBuilder()
                .setNamespace("default")
                .setExecution(WorkflowExecution.newBuilder().setWorkflowId(id))
                .build());
  }

  @Test
  void whyAnUpdateWasRefusedIsReadable() throws Exception {
    try (AutoCloseable worker = rig.worker()) {
      assertThat(worker).isNotNull();
      rig.awaitVerdict(rig.post("order.placed", "w-1"), Kind.started);
      Verdict dead = rig.awaitVerdict(rig.post("order.changed.badly", "w-1"), Kind.dead);
      assertThat(dead.reason()).isEqualTo(Reasons.UPDATE_FAILED);
      assertThat(dead.lastError()).contains("n must not be negative");
    }
  }

  @Test
  void whyARunFailedIsReadableAndNotInItsHistory() throws Exception {
    Waiting.Impl.FAILING.add("w-failing");
    try (AutoCloseable worker = rig.worker()) {
      assertThat(worker).isNotNull();
      Event placed = rig.post("order.placed", "w-failing");
      Verdict failed = rig.awaitStatus(placed, RunStatus.failed);
      assertThat(failed.lastError()).isEqualTo("asked: as asked");
    } finally {
      Waiting.Impl.FAILING.remove("w-failing");
    }
    assertThat(rig.engine.client("").fetchHistory("w-failing").getHistory().toString())
        .contains("Encoded failure")
        .doesNotContain("as asked");
  }

  @Test
  void aStartBeforeACrashIsKnownByItsEncryptedMemo() {
    restart(
        (step, work) -> {
          if (step == Failpoint.Step.beforeMark) {
            throw new IllegalStateException("crash");
          }
        });
    Event first = rig.post("cart.item", "w-1");
    await().until(() -> rig.engine.describe(new Target("w-1", "")) instanceof Reply.Described);

    restart(Failpoint.NONE);

    rig.awaitVerdict(first, Kind.started);
  }

  @Test
  void aRunThatMayBeOursAndWhoseKeyIsGoneIsADeadLetterThatNamesTheKey() {
    rig.engine
        .client("")
        .newUntypedWorkflowStub(
            "Waiting",
            WorkflowOptions.newBuilder()
                .setWorkflowId("w-1")
                .setTaskQueue(FixedRoutes.QUEUE)
                .setMemo(Map.of("eid", "x"))
                .build())
        .start(Map.of());
    keys.set(keyring("next"));

    Event placed = rig.post("order.placed", "w-1");

    assertThat(rig.awaitVerdict(placed, Kind.dead).lastError()).contains("under the key \"k\"");
    assertThat(rig.engine.describe(new Target("w-1", "")))
        .isInstanceOfSatisfying(
            Reply.Described.class,
            reply -> {
              assertThat(reply.eid()).isNull();
              assertThat(reply.status()).isEqualTo(RunStatus.running);
            });
  }

  @Test
  void aSignalToARunWhoseKeyIsGoneIsDeliveredAndNoDeadLetter() {
    rig.awaitVerdict(rig.post("cart.item", "w-1"), Kind.started);
    keys.set(keyring("next"));

    rig.awaitVerdict(rig.post("cart.item", "w-1"), Kind.signalled);
  }

  private void restart(Failpoint failpoint) {
    rig.close();
    rig =
        Rig.encrypted(folder, temporal.address(), new EncryptedPayloads(keys::get), failpoint)
            .start();
  }
}
