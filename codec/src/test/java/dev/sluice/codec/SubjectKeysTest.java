package dev.sluice.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.query.v1.WorkflowQuery;
import io.temporal.api.workflowservice.v1.QueryWorkflowRequest;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.common.converter.DataConverter;
import io.temporal.common.converter.DefaultDataConverter;
import io.temporal.payload.context.HasWorkflowSerializationContext;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A subject's own key, had by workflow id: what is under it when nothing else is done for it. */
class SubjectKeysTest {

  private static final String QUEUE = "q";
  private static final ByteString NONE = ByteString.copyFromUtf8("none");

  /** Ada's runs are those whose id starts with {@code ada/}. */
  private static final class BySubject implements Keys {

    private final EncryptionKey shared = key("shared", 1);
    private final Map<String, EncryptionKey> subjects =
        new ConcurrentHashMap<>(Map.of("ada", key("ada", 2), "bob", key("bob", 3)));

    @Override
    public Optional<EncryptionKey> shared() {
      return Optional.of(shared);
    }

    @Override
    public Optional<EncryptionKey> ofRun(HasWorkflowSerializationContext run) {
      assertThat(run.getNamespace()).isEqualTo("default");
      return find(run.getWorkflowId().split("/", 2)[0]);
    }

    @Override
    public Optional<EncryptionKey> find(String id) {
      return id.equals("shared") ? shared() : Optional.ofNullable(subjects.get(id));
    }

    private static EncryptionKey key(String id, int filled) {
      byte[] secret = new byte[32];
      Arrays.fill(secret, (byte) filled);
      return EncryptionKey.of(id, Base64.getEncoder().encodeToString(secret));
    }
  }

  private final BySubject keys = new BySubject();
  private final DataConverter converter =
      EncryptedPayloads.under(keys).over(DefaultDataConverter.newDefaultInstance());
  private TestWorkflowEnvironment temporal;

  @BeforeEach
  void open() {
    temporal =
        TestWorkflowEnvironment.newInstance(
            TestEnvironmentOptions.newBuilder()
                .setWorkflowClientOptions(
                    WorkflowClientOptions.newBuilder()
                        .setNamespace("default")
                        .setDataConverter(converter)
                        .setContextPropagators(List.of(new Runs.Header(converter)))
                        .build())
                .build());
    var worker = temporal.newWorker(QUEUE);
    worker.registerWorkflowImplementationTypes(Runs.AllKindsImpl.class, Runs.ChildImpl.class);
    worker.registerActivitiesImplementations(new Runs.StepsImpl());
    temporal.start();
  }

  @AfterEach
  void close() {
    temporal.close();
  }

  private Runs.AllKinds run(String id) {
    WorkflowClient client = temporal.getWorkflowClient();
    Runs.AllKinds run =
        client.newWorkflowStub(
            Runs.AllKinds.class,
            WorkflowOptions.newBuilder()
                .setTaskQueue(QUEUE)
                .setWorkflowId(id)
                .setMemo(Map.of("note", "memo"))
                .setStaticSummary("summary")
                .setStaticDetails("details")
                .build());
    WorkflowClient.start(run::run, "input");
    assertThat(run.change("changed")).isEqualTo("changed");
    run.finish("finished");
    assertThat(WorkflowStub.fromTyped(run).getResult(String.class)).isEqualTo("result");
    return run;
  }

  @Test
  void allThatARunSaysIsUnderItsSubjectsKeyButTheHeaders() {
    Runs.AllKinds run = run("ada/order");

    assertThat(run.state()).isEqualTo("state");
    assertThat(keyId(answer("ada/order"))).isEqualTo("ada");
    Map<String, Set<String>> places = places("ada/order");
    assertThat(places.get("ada"))
        .containsExactlyInAnyOrder(
            "workflow_execution_started/input/payloads",
            "workflow_execution_started/memo/fields/value",
            "workflow_execution_signaled/input/payloads",
            "workflow_execution_update_accepted/accepted_request/input/args/payloads",
            "workflow_execution_update_completed/outcome/success/payloads",
            "workflow_execution_completed/result/payloads",
            "workflow_properties_modified/upserted_memo/fields/value",
            "activity_task_scheduled/input/payloads",
            "activity_task_completed/result/payloads",
            "activity_task_failed/failure/application_failure_info/details/payloads",
            "activity_task_failed/failure/encoded_attributes",
            "marker_recorded/details/value/payloads",
            "start_child_workflow_execution_initiated/input/payloads",
            "start_child_workflow_execution_initiated/memo/fields/value",
            "child_workflow_execution_completed/result/payloads",
            "user_metadata/summary",
            "user_metadata/details");
    // A propagator is not told the run. Ours write ids only, which Temporal has in the clear too.
    assertThat(places.get("shared"))
        .containsExactlyInAnyOrder(
            "workflow_execution_started/header/fields/value",
            "activity_task_scheduled/header/fields/value",
            "start_child_workflow_execution_initiated/header/fields/value");
    // What the SDK notes of its own at a local activity and a side effect.
    places.remove("none");
    assertThat(places).containsOnlyKeys("ada", "shared");
  }

  @Test
  void aChildAndWhatContinuesARunAreUnderTheirOwnId() {
    run("ada/order");

    assertThat(places("ada/order/child").get("ada"))
        .contains(
            "workflow_execution_started/input/payloads",
            "workflow_execution_completed/result/payloads");
    assertThat(converter.fromPayload(input("ada/order/child"), String.class, String.class))
        .isEqualTo("again");
  }

  @Test
  void whoseKeyIsErasedCannotBeReadAndTheOthersCan() {
    run("ada/order");
    run("bob/order");

    keys.subjects.remove("ada");

    EncryptedPayloads codec = EncryptedPayloads.under(keys);
    assertThat(codec.decode(List.of(input("bob/order"))).get(0).getData().toStringUtf8())
        .isEqualTo("\"input\"");
    assertThatThrownBy(() -> codec.decode(List.of(input("ada/order"))))
        .isInstanceOf(CannotDecrypt.class)
        .hasMessageContaining("under the key \"ada\", which");
    WorkflowClient client = temporal.getWorkflowClient();
    assertThat(client.newUntypedWorkflowStub("bob/order").getResult(String.class))
        .isEqualTo("result");
    assertThatThrownBy(() -> client.newUntypedWorkflowStub("ada/order").getResult(String.class))
        .hasStackTraceContaining("under the key \"ada\", which");
  }

  private Payload input(String id) {
    return temporal
        .getWorkflowClient()
        .fetchHistory(id)
        .getHistory()
        .getEvents(0)
        .getWorkflowExecutionStartedEventAttributes()
        .getInput()
        .getPayloads(0);
  }

  private Payload answer(String id) {
    return temporal
        .getWorkflowServiceStubs()
        .blockingStub()
        .queryWorkflow(
            QueryWorkflowRequest.newBuilder()
                .setNamespace("default")
                .setExecution(WorkflowExecution.newBuilder().setWorkflowId(id))
                .setQuery(WorkflowQuery.newBuilder().setQueryType("state"))
                .build())
        .getQueryResult()
        .getPayloads(0);
  }

  private static String keyId(Payload payload) {
    return payload.getMetadataOrDefault(EncryptedPayloads.KEY_ID, NONE).toStringUtf8();
  }

  /** Where in the history payloads are, by the name of their key. */
  private Map<String, Set<String>> places(String id) {
    Map<String, Set<String>> places = new TreeMap<>();
    temporal
        .getWorkflowClient()
        .fetchHistory(id)
        .getHistory()
        .getEventsList()
        .forEach(event -> collect("", event, places));
    return places;
  }

  private static void collect(String path, Message message, Map<String, Set<String>> places) {
    for (Map.Entry<FieldDescriptor, Object> field : message.getAllFields().entrySet()) {
      Object value = field.getValue();
      for (Object each : value instanceof List<?> list ? list : List.of(value)) {
        String place = path + field.getKey().getName().replace("_event_attributes", "");
        if (each instanceof Payload payload) {
          places.computeIfAbsent(keyId(payload), none -> new TreeSet<>()).add(place);
        } else if (each instanceof Message inner) {
          collect(place + "/", inner, places);
        }
      }
    }
  }
}
