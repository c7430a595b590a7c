package dev.sluice.activities.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.activities.provider.CallObserver;
import dev.sluice.activities.provider.Provider;
import dev.sluice.activities.provider.ProviderSettings;
import dev.sluice.workflows.task.Act;
import dev.sluice.workflows.task.Decision;
import dev.sluice.workflows.task.Kept;
import dev.sluice.workflows.task.TaskInbox;
import dev.sluice.workflows.task.TaskView;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.ApplicationFailure;
import io.temporal.testing.TestActivityEnvironment;
import java.net.URI;
import java.util.List;
import java.util.Map;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InboxInGatewayTest {

  private static final TaskView TASK =
      new TaskView(
          "order-1:review",
          "order-1",
          TaskView.State.open,
          "May it go on?",
          Map.of("orderId", "1"),
          List.of("approve", "reject"),
          "role:clerk",
          null,
          null,
          new TaskView.Ballot(0, 1, null, null, List.of(), Map.of(), List.of(), List.of()),
          List.of(),
          List.of(),
          List.of(),
          null,
          "run-1",
          1);

  private final TestActivityEnvironment temporal = TestActivityEnvironment.newInstance();
  private final MockWebServer server = new MockWebServer();
  private Provider gateway;

  @BeforeEach
  void open() throws Exception {
    server.start();
    gateway =
        Provider.open(
            ProviderSettings.of("gateway", URI.create("http://127.0.0.1:" + server.getPort())),
            CallObserver.none());
    temporal.registerActivitiesImplementations(new InboxInGateway(gateway));
  }

  @AfterEach
  void close() {
    temporal.close();
    gateway.close();
    server.close();
  }

  @Test
  void putsTheTaskUnderItsIdAndSaysWhereItsRunIs() throws Exception {
    server.enqueue(new MockResponse.Builder().body("{}").build());

    inbox().put(TASK);

    RecordedRequest request = server.takeRequest();
    assertThat(request.getMethod() + " " + request.getTarget())
        .isEqualTo("PUT /v1/tasks/order-1:review");
    assertThat(request.getBody().utf8())
        .contains("\"state\":\"open\"", "\"question\":\"May it go on?\"")
        .containsPattern("\"namespace\":\"[^\"]+\"");
  }

  @Test
  void whatWasKeptIsReadWithWhatItDoesNotKnowLeftOut() throws Exception {
    server.enqueue(
        new MockResponse.Builder()
            .body(
                """
                {"items": [
                  {"decide": {"taskId": "t", "decisionId": "d", "decision": "approve", "by": "anna",
                   "round": 1, "newer": 1}},
                  {"act": {"actId": "a", "kind": "delegate", "by": "bob", "person": "dora"}}],
                 "next": null}
                """)
            .build());

    Kept kept = new InboxInGateway(gateway).kept("order-1:review");

    assertThat(server.takeRequest().getTarget()).isEqualTo("/v1/tasks/order-1:review/kept");
    assertThat(kept.items())
        .containsExactly(
            new Kept.Said(new Decision("t", "d", "approve", null, "anna", null, 1), null),
            new Kept.Said(
                null, new Act(null, "a", Act.Kind.delegate, "bob", "dora", null, null, null)));
  }

  @ParameterizedTest
  @ValueSource(ints = {302, 400, 401, 403, 404, 409, 413, 422, 429, 500, 502, 503})
  void noAnswerOfTheGatewayIsFinal(int status) {
    server.enqueue(new MockResponse.Builder().code(status).build());

    ActivityFailure failed = catchThrowableOfType(ActivityFailure.class, () -> inbox().put(TASK));

    assertThat(failed.getCause())
        .isInstanceOfSatisfying(
            ApplicationFailure.class,
            failure -> {
              assertThat(failure.isNonRetryable()).isFalse();
              assertThat(failure.getOriginalMessage()).contains("PUT", String.valueOf(status));
            });
  }

  /** As a run calls it. */
  private TaskInbox inbox() {
    return temporal.newActivityStub(TaskInbox.class);
  }
}
