package dev.sluice.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.gateway.Gateway;
import dev.sluice.gateway.GatewayConfig;
import dev.sluice.gateway.config.Config;
import dev.sluice.gateway.config.ConfigFile;
import dev.sluice.gateway.config.Loaded;
import dev.sluice.gateway.dispatch.EngineConfig;
import dev.sluice.gateway.edge.AboutInfo;
import dev.sluice.gateway.edge.Edge;
import dev.sluice.worker.Worker;
import dev.sluice.worker.WorkerConfig;
import io.temporal.api.enums.v1.IndexedValueType;
import io.temporal.api.operatorservice.v1.AddSearchAttributesRequest;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.serviceclient.OperatorServiceStubs;
import io.temporal.serviceclient.OperatorServiceStubsOptions;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import io.temporal.testserver.TestServer;
import io.temporal.testserver.TestServer.PortBoundTestServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway and a worker on an engine that skips time, and nobody who could be told anything. */
class MessagesAwayTest {

  @TempDir private Path folder;

  @Test
  void whileNobodyCanBeToldForHoursTheLadderGoesOnInItsTime() throws Exception {
    int port = freePort();
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        PortBoundTestServer engine = TestServer.createPortBoundServer(port, false)) {
      assertThat(engine).isNotNull();
      registerAttributes(port);
      Config config = config(silent.getLocalPort(), freePort());
      Instant begun = Instant.now();
      try (Gateway gateway = Gateway.start(settings(config, port));
          Worker worker =
              Worker.start(
                  WorkerConfig.from(workerSettings(gateway.url())),
                  stubs(port),
                  WorkflowClientOptions.getDefaultInstance())) {
        assertThat(worker.awaitReady(Duration.ofSeconds(30))).isTrue();
        Http http = new Http(gateway.url());
        assertThat(http.post("/v1/events", "{\"type\": \"expense.claimed\"}").status())
            .isEqualTo(202);

        JsonNode run =
            await("the ladder's default")
                .atMost(9, TimeUnit.SECONDS)
                .until(
                    () -> http.get("/v1/runs/expense").body(),
                    each -> each.path("status").asText().equals("completed"));
        assertThat(run.at("/result/choice").asText()).isEqualTo("reject");
        assertThat(run.at("/result/answered").asBoolean()).isFalse();
        JsonNode task = http.get("/v1/tasks/expense:task").body();
        assertThat(task.path("tier").asText()).isEqualTo("role:head");
        assertThat(Instant.parse(task.path("due").asText()))
            .isAfter(begun.plus(Duration.ofMinutes(179)));

        // By its own clock the gateway is to remind in half an hour, and then asks who needs it.
        List<JsonNode> messages =
            await("what was not sent")
                .atMost(60, TimeUnit.SECONDS)
                .until(
                    () -> http.get("/v1/messages").body().path("items").valueStream().toList(),
                    all -> all.stream().allMatch(each -> isReminder(each) || isDropped(each)));
        assertThat(messages)
            .extracting(each -> each.path("channel").asText() + each.path("round").asText())
            .contains("mail0", "webhook0", "mail1", "webhook1");
        assertThat(messages)
            .anyMatch(each -> each.path("error").asText().contains("the mail server 127.0.0.1"));
      }
    }
  }

  private static boolean isReminder(JsonNode message) {
    return message.path("reminder").asInt() > 0;
  }

  private static boolean isDropped(JsonNode message) {
    return message.path("state").asText().equals("dropped");
  }

  private Config config(int silent, int closed) throws IOException {
    Files.writeString(folder.resolve("hook"), "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=");
    Path file =
        Files.writeString(
            folder.resolve("sluice.yaml"),
            """
            people:
              members:
                lena: {name: Lena, email: lena@example.com, roles: [lead]}
                hilda: {name: Hilda, email: hilda@example.com, roles: [head]}
              ladders:
                expenses:
                  tiers: [{to: role:lead, within: 1h, remind: [30m]}, {to: role:head, within: 2h}]
                  otherwise: reject
            messages:
              mail: {host: 127.0.0.1, port: %d, security: none, from: sluice@example.com}
              webhook: {url: 'http://127.0.0.1:%d/hook', secret: 'file:hook'}
            egress: {allow: [127.0.0.1]}
            routes:
              - name: expense
                on: expense.claimed
                start:
                  workflow: TaskWorkflow
                  taskQueue: tasks
                  id: expense
                  input: '{"question": "May it be paid?", "ladder": "expenses"}'
            """
                .formatted(silent, closed));
    Loaded loaded = ConfigFile.load(file);
    if (loaded instanceof Loaded.Ready ready) {
      return ready.config();
    }
    throw new AssertionError(loaded);
  }

  private GatewayConfig settings(Config config, int port) {
    return GatewayConfig.of(
        new Edge.Address("127.0.0.1", 0),
        config,
        "jdbc:sqlite:" + folder.resolve("sluice.db"),
        folder,
        new EngineConfig(
            stubs(port),
            WorkflowClientOptions.newBuilder().setNamespace("default").build(),
            true,
            null),
        AboutInfo.of(
            "test",
            new AboutInfo.Temporal("in-process", "127.0.0.1:" + port, "default", null),
            null,
            Instant.now()));
  }

  private Map<String, String> workerSettings(String gateway) {
    String unused = "http://127.0.0.1:1";
    return Map.of(
        "SLUICE_GATEWAY_URL", gateway,
        "SLUICE_INVENTORY_URL", unused,
        "SLUICE_PAYMENT_URL", unused,
        "SLUICE_SHIPPING_URL", unused,
        "SLUICE_WORKER_PORT", "0",
        "SLUICE_DEADLOCK_DETECTION", "10s",
        "SLUICE_CONFIG", folder.resolve("sluice.yaml").toString());
  }

  private static WorkflowServiceStubsOptions stubs(int port) {
    return WorkflowServiceStubsOptions.newBuilder().setTarget("127.0.0.1:" + port).build();
  }

  private static void registerAttributes(int port) {
    OperatorServiceStubs operator =
        OperatorServiceStubs.newServiceStubs(
            OperatorServiceStubsOptions.newBuilder()
                .setTarget("127.0.0.1:" + port)
                .validateAndBuildWithDefaults());
    AddSearchAttributesRequest.Builder attributes =
        AddSearchAttributesRequest.newBuilder().setNamespace("default");
    for (String name :
        List.of(
            "SluiceRoute", "SluiceEventType", "SluiceCorrelationId", "SluiceState", "SluiceStep")) {
      attributes.putSearchAttributes(name, IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD);
    }
    operator.blockingStub().addSearchAttributes(attributes.build());
    operator.shutdownNow();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
