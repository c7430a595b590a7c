package dev.sluice.worker;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.codec.EncryptedPayloads;
import dev.sluice.codec.Keyring;
import dev.sluice.worker.history.HistoryCheck;
import dev.sluice.worker.history.HistoryReport;
import dev.sluice.worker.risk.EncryptionFile;
import dev.sluice.workflows.order.OrderResult;
import dev.sluice.workflows.order.OrderResult.Outcome;
import dev.sluice.workflows.order.OrderWorkflow;
import dev.sluice.workflows.order.Progress;
import dev.sluice.workflows.order.ShipTo;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.query.v1.WorkflowQuery;
import io.temporal.api.sdk.v1.WorkflowMetadata;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionResponse;
import io.temporal.api.workflowservice.v1.QueryWorkflowRequest;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.client.WorkflowUpdateException;
import io.temporal.common.WorkflowExecutionHistory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** An order with encryption on: whoever has Temporal and no key reads nothing of it. */
class EncryptedOrderTest extends EncryptedCase {

  private static final String ENCRYPTION =
      "encryption: {keys: [{id: \"2026-11\", secret: \"file:payloads.key\"}]}\n";

  private static final List<String> WORDS =
      List.of(
          "number-of-the-order",
          "a@example.org",
          "tok_ok",
          "Street 1",
          "FLAKY-1",
          "Elsewhere 2",
          "summary-of-the-run",
          "details-of-the-run",
          "memo-of-the-run",
          "correlation-of-the-run",
          "comment-of-the-clerk",
          "rule-by-which-it-is-reviewed");

  private Path config(String name, String text) throws IOException {
    Files.writeString(data.resolve("payloads.key"), "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=");
    return Files.writeString(data.resolve(name), text);
  }

  @Test
  void nothingIsReadableWithoutTheKeyAndAllIsWithIt() throws Exception {
    startEngine();
    Path file = config("sluice.yaml", REVIEW + ENCRYPTION);
    Keyring keys = EncryptionFile.read(file);
    WorkflowClient client = client(keys);
    try (Worker worker = worker(file)) {
      assertThat(worker.isReady()).isTrue();
      OrderWorkflow run = place(client);
      awaitReview(run);

      assertThat(answer("progress")).doesNotContain("reserve");
      assertThat(answer("__temporal_workflow_metadata")).doesNotContain("reserve");
      Progress progress = run.progress();
      assertThat(progress.toString()).contains("reserve");
      WorkflowStub untyped = client.newUntypedWorkflowStub(ID);
      assertThat(
              untyped
                  .query("__temporal_workflow_metadata", WorkflowMetadata.class)
                  .getCurrentDetails())
          .contains("reserve");
      ShipTo changed =
          run.changeAddress(new ShipTo("A", List.of("Elsewhere 2"), "10115", "Berlin", "DE"));
      assertThat(changed.lines()).containsExactly("Elsewhere 2");
      // The first question was about an address that holds no more.
      approve(run, ID + ":review:2");
      assertThat(untyped.getResult(60, TimeUnit.SECONDS, OrderResult.class).outcome())
          .isEqualTo(Outcome.confirmed);
    }

    WorkflowExecutionHistory history = client.fetchHistory(ID);
    String raw = new String(history.getHistory().toByteArray(), StandardCharsets.ISO_8859_1);
    // Not of the bytes themselves: a failure would print them.
    assertThat(WORDS.stream().filter(raw::contains)).isEmpty();
    List<Payload> payloads = new ArrayList<>();
    collect(history.getHistory(), payloads);
    assertThat(attributes(history))
        .contains("SluiceRoute=\"route-of-the-run\"", "SluiceStep=\"capture\"");
    assertThat(payloads)
        .allSatisfy(payload -> assertThat(encoding(payload)).isEqualTo("binary/encrypted"));
    String read = read(EncryptedPayloads.under(keys), payloads);
    assertThat(read).contains(WORDS);
    assertChecks(history, keys);
  }

  private static String read(EncryptedPayloads codec, List<Payload> payloads) {
    StringBuilder text = new StringBuilder();
    codec
        .decode(payloads)
        .forEach(payload -> text.append(payload.getData().toStringUtf8()).append('\n'));
    return text.toString();
  }

  private String answer(String query) {
    Payload answer =
        stubs
            .blockingStub()
            .queryWorkflow(
                QueryWorkflowRequest.newBuilder()
                    .setNamespace("default")
                    .setExecution(WorkflowExecution.newBuilder().setWorkflowId(ID))
                    .setQuery(WorkflowQuery.newBuilder().setQueryType(query))
                    .build())
            .getQueryResult()
            .getPayloads(0);
    assertThat(encoding(answer)).isEqualTo("binary/encrypted");
    return answer.toString();
  }

  private static void assertChecks(WorkflowExecutionHistory history, Keyring keys) {
    try (HistoryCheck check = HistoryCheck.ofThisBuild(keys)) {
      check.history("h", history);
      assertThat(check.report()).isEqualTo(new HistoryReport(1, List.of(), List.of()));
    }
    try (HistoryCheck check = HistoryCheck.ofThisBuild(Keyring.NONE)) {
      check.history("h", history);
      assertThat(check.report().breaks())
          .singleElement()
          .satisfies(
              each -> assertThat(each.reason()).contains("is encrypted under the key \"2026-11\""));
    }
  }

  /** By these Temporal finds runs: they are as they were. */
  private static String attributes(WorkflowExecutionHistory history) {
    return history.getEvents().stream()
        .flatMap(
            event ->
                Stream.of(
                    event.getWorkflowExecutionStartedEventAttributes().getSearchAttributes(),
                    event.getUpsertWorkflowSearchAttributesEventAttributes().getSearchAttributes()))
        .flatMap(attributes -> attributes.getIndexedFieldsMap().entrySet().stream())
        .map(entry -> entry.getKey() + "=" + entry.getValue().getData().toStringUtf8())
        .collect(Collectors.joining(" "));
  }

  @Test
  void whereAParcelIsAndHowACancelledOrderEndedAreEncryptedToo() throws Exception {
    startEngine();
    Path file = config("sluice.yaml", ENCRYPTION);
    Keyring keys = EncryptionFile.read(file);
    WorkflowStub run;
    try (Worker worker = worker(file)) {
      assertThat(worker.isReady()).isTrue();
      OrderWorkflow order =
          client(keys)
              .newWorkflowStub(
                  OrderWorkflow.class,
                  WorkflowOptions.newBuilder()
                      .setTaskQueue(Worker.ORDERS)
                      .setWorkflowId(ID)
                      .build());
      WorkflowClient.start(order::run, order("number-of-the-order", "A-1", "STUCK"));
      run = WorkflowStub.fromTyped(order);
      EncryptedPayloads codec = EncryptedPayloads.under(keys);
      await().atMost(ofSeconds(20)).until(() -> read(codec, heartbeats()).contains("booked"));
      assertThat(heartbeats())
          .allSatisfy(payload -> assertThat(encoding(payload)).isEqualTo("binary/encrypted"));

      run.cancel();
      await()
          .atMost(ofSeconds(20))
          .until(() -> run.describe().getMemo("result", OrderResult.class) != null);
    }
    List<Payload> payloads = new ArrayList<>();
    collect(client.fetchHistory(ID).getHistory(), payloads);
    collect(described(), payloads);
    assertThat(payloads)
        .allSatisfy(payload -> assertThat(encoding(payload)).isEqualTo("binary/encrypted"));
    assertThat(run.describe().getMemo("result", OrderResult.class))
        .isInstanceOfSatisfying(
            OrderResult.class, result -> assertThat(result.outcome()).isEqualTo(Outcome.cancelled));
  }

  private List<Payload> heartbeats() {
    return described().getPendingActivitiesList().stream()
        .flatMap(activity -> activity.getHeartbeatDetails().getPayloadsList().stream())
        .toList();
  }

  private DescribeWorkflowExecutionResponse described() {
    return stubs
        .blockingStub()
        .describeWorkflowExecution(
            DescribeWorkflowExecutionRequest.newBuilder()
                .setNamespace("default")
                .setExecution(WorkflowExecution.newBuilder().setWorkflowId(ID))
                .build());
  }

  private void awaitKeyIsMissed() {
    await()
        .atMost(ofSeconds(20))
        .untilAsserted(
            () ->
                assertThat(client.fetchHistory(ID).getHistory().toString())
                    .contains("is encrypted under the key \\\"2026-11\\\""));
  }

  @Test
  void aRunFromBeforeGoesOnAndNoAnswerIsLostOnAWorkerThatCannotReadIt() throws Exception {
    startEngine();
    Path before = config("before.yaml", REVIEW);
    Path after = config("after.yaml", REVIEW + ENCRYPTION);
    Keyring keys = EncryptionFile.read(after);
    OrderWorkflow run = place(client(Keyring.NONE));
    WorkflowStub same = client(keys).newUntypedWorkflowStub(ID);
    try (Worker worker = worker(before)) {
      assertThat(worker.isReady()).isTrue();
      awaitReview(run);
      OrderWorkflow encrypted = client(keys).newWorkflowStub(OrderWorkflow.class, ID);
      assertThatThrownBy(
              () ->
                  encrypted.changeAddress(
                      new ShipTo("A", List.of("Elsewhere 2"), "10115", "B", "DE")))
          .isInstanceOf(WorkflowUpdateException.class)
          .hasStackTraceContaining("under the key \"2026-11\"");
      same.signal("decide", decision(ID + ":review"));
      awaitKeyIsMissed();
    }
    try (Worker worker = worker(after)) {
      assertThat(worker.isReady()).isTrue();
      assertThat(same.getResult(OrderResult.class).outcome()).isEqualTo(Outcome.confirmed);
    }
    WorkflowExecutionHistory history = client.fetchHistory(ID);
    String raw = new String(history.getHistory().toByteArray(), StandardCharsets.ISO_8859_1);
    assertThat(raw).contains("a@example.org", "binary/encrypted");
    assertThat(raw).doesNotContain("comment-of-the-clerk");
    try (HistoryCheck check = HistoryCheck.ofThisBuild(keys)) {
      check.history("h", history);
      assertThat(check.report()).isEqualTo(new HistoryReport(1, List.of(), List.of()));
    }
  }

  @Test
  void aRunWaitsForAWorkerThatHasItsKey() throws Exception {
    startEngine();
    Path without = config("without.yaml", REVIEW);
    Path with = config("with.yaml", REVIEW + ENCRYPTION);
    Keyring keys = EncryptionFile.read(with);
    OrderWorkflow run = place(client(keys));
    try (Worker worker = worker(without)) {
      assertThat(worker.isReady()).isTrue();
      awaitKeyIsMissed();
    }
    try (Worker worker = worker(with)) {
      assertThat(worker.isReady()).isTrue();
      awaitReview(run);
      approve(run, ID + ":review");
      assertThat(
              WorkflowStub.fromTyped(run)
                  .getResult(60, TimeUnit.SECONDS, OrderResult.class)
                  .outcome())
          .isEqualTo(Outcome.confirmed);
    }
  }
}
