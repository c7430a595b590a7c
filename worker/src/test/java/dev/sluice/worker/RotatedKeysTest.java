package dev.sluice.worker;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.codec.Keyring;
import dev.sluice.worker.history.HistoryCheck;
import dev.sluice.worker.history.HistoryReport;
import dev.sluice.worker.risk.EncryptionFile;
import dev.sluice.workflows.order.OrderResult;
import dev.sluice.workflows.order.OrderResult.Outcome;
import dev.sluice.workflows.order.OrderWorkflow;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.client.WorkflowStub;
import io.temporal.common.WorkflowExecutionHistory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Keys change while an order waits for a person: the gateway has them first, then the worker. */
class RotatedKeysTest extends EncryptedCase {

  private static final String OLD = "{id: \"2025-11\", secret: \"file:old.key\"}";
  private static final String NEW = "{id: \"2026-11\", secret: \"file:new.key\"}";

  private Path config(String name, String keys) throws IOException {
    return Files.writeString(data.resolve(name), REVIEW + "encryption: {keys: [" + keys + "]}\n");
  }

  @Test
  void aRunThatWaitsGoesOnUnderTheNewKey() throws Exception {
    startEngine();
    Files.writeString(data.resolve("old.key"), "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=");
    Files.writeString(data.resolve("new.key"), "AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI=");
    Path before = config("before.yaml", OLD);
    Path after = config("after.yaml", NEW + ", " + OLD);
    Keyring keys = EncryptionFile.read(after);
    OrderWorkflow placed = place(client(EncryptionFile.read(before)));
    WorkflowStub run = client(keys).newUntypedWorkflowStub(ID);
    try (Worker worker = worker(before)) {
      assertThat(worker.isReady()).isTrue();
      awaitReview(placed);
      assertThat(keyIds()).containsExactly("2025-11");
      run.signal("decide", decision(ID + ":review"));
      await().atMost(ofSeconds(20)).untilAsserted(() -> assertNewKeyIsMissed(keys));
    }
    try (Worker worker = worker(after)) {
      assertThat(worker.isReady()).isTrue();
      assertThat(run.getResult(OrderResult.class).outcome()).isEqualTo(Outcome.confirmed);
    }

    assertThat(keyIds()).containsExactlyInAnyOrder("2025-11", "2026-11");
    assertThat(run.describe().getStaticSummary()).isEqualTo("summary-of-the-run");
    try (HistoryCheck check = HistoryCheck.ofThisBuild(keys)) {
      check.history("h", history());
      assertThat(check.report()).isEqualTo(new HistoryReport(1, List.of(), List.of()));
    }
  }

  /** The worker has a key, so that what it says is encrypted too. */
  private void assertNewKeyIsMissed(Keyring keys) {
    var converter = PayloadJson.converter(keys);
    assertThat(history().getEvents())
        .filteredOn(HistoryEvent::hasWorkflowTaskFailedEventAttributes)
        .map(event -> event.getWorkflowTaskFailedEventAttributes().getFailure())
        .map(converter::failureToException)
        .anySatisfy(
            said ->
                assertThat(said)
                    .hasStackTraceContaining("is encrypted under the key \"2026-11\", which"));
  }

  private WorkflowExecutionHistory history() {
    return client.fetchHistory(ID);
  }

  private Set<String> keyIds() {
    List<Payload> payloads = new ArrayList<>();
    collect(history().getHistory(), payloads);
    return payloads.stream()
        .map(payload -> payload.getMetadataOrThrow("encryption-key-id").toStringUtf8())
        .collect(Collectors.toSet());
  }
}
