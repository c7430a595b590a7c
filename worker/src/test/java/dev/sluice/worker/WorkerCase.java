package dev.sluice.worker;

import dev.sluice.sandbox.Sandbox;
import dev.sluice.sandbox.SandboxConfig;
import dev.sluice.workflows.order.Order;
import dev.sluice.workflows.order.OrderWorkflow;
import dev.sluice.workflows.order.ShipTo;
import io.temporal.api.enums.v1.IndexedValueType;
import io.temporal.api.operatorservice.v1.AddSearchAttributesRequest;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.client.WorkflowOptions;
import io.temporal.serviceclient.OperatorServiceStubs;
import io.temporal.serviceclient.OperatorServiceStubsOptions;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import io.temporal.testserver.TestServer;
import io.temporal.testserver.TestServer.PortBoundTestServer;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A worker's surroundings: the sandbox, a gateway that remembers, an engine in this process. */
abstract class WorkerCase {

  @TempDir Path data;

  final int enginePort = freePort();
  Sandbox sandbox;
  Gateway gateway;
  @Nullable PortBoundTestServer engine;
  WorkflowServiceStubs stubs;
  WorkflowClient client;

  @BeforeEach
  void open() throws Exception {
    sandbox = Sandbox.start(SandboxConfig.in(data));
    gateway = new Gateway();
    stubs = WorkflowServiceStubs.newServiceStubs(stubsOptions());
    client =
        WorkflowClient.newInstance(
            stubs,
            WorkflowClientOptions.newBuilder()
                .setDataConverter(PayloadJson.converter())
                .setContextPropagators(List.of(new RunContext(PayloadJson.converter())))
                .build());
  }

  void startEngine() {
    engine = TestServer.createPortBoundServer(enginePort, true);
    OperatorServiceStubs operator =
        OperatorServiceStubs.newServiceStubs(
            OperatorServiceStubsOptions.newBuilder()
                .setTarget(target())
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

  @AfterEach
  void close() {
    stubs.shutdownNow();
    if (engine != null) {
      engine.close();
    }
    gateway.close();
    sandbox.close();
  }

  private String target() {
    return "127.0.0.1:" + enginePort;
  }

  WorkflowServiceStubsOptions stubsOptions() {
    return WorkflowServiceStubsOptions.newBuilder().setTarget(target()).build();
  }

  Map<String, String> settings() {
    Map<String, String> settings = new HashMap<>();
    settings.put("SLUICE_GATEWAY_URL", gateway.url().toString());
    settings.put("SLUICE_INVENTORY_URL", sandbox.inventoryUrl());
    settings.put("SLUICE_PAYMENT_URL", sandbox.paymentUrl());
    settings.put("SLUICE_SHIPPING_URL", sandbox.shippingUrl());
    settings.put("SLUICE_WORKER_PORT", "0");
    settings.put("SLUICE_FOLLOW_EVERY", "0.2s");
    settings.put("SLUICE_DEADLOCK_DETECTION", "10s");
    return settings;
  }

  Worker worker(Map<String, String> settings) {
    return Worker.start(
        WorkerConfig.from(settings), stubsOptions(), WorkflowClientOptions.getDefaultInstance());
  }

  static Order order(String id, String sku, String postcode) {
    return new Order(
        id,
        new Order.Customer("c-1", "a@example.org"),
        List.of(new Order.Item(sku, 2, "6.00")),
        "EUR",
        "12.00",
        new Order.Payment("card", "tok_ok"),
        new ShipTo("A", List.of("Street 1"), postcode, "Berlin", "DE"));
  }

  OrderWorkflow place(Order order) {
    OrderWorkflow run =
        client.newWorkflowStub(
            OrderWorkflow.class,
            WorkflowOptions.newBuilder()
                .setTaskQueue(Worker.ORDERS)
                .setWorkflowId("order-" + order.orderId())
                .build());
    WorkflowClient.start(run::run, order);
    return run;
  }

  static HttpResponse<String> get(URI base, String path) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(base.resolve(path)).build(),
            HttpResponse.BodyHandlers.ofString());
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
