package dev.sluice.proof;

import io.temporal.api.enums.v1.IndexedValueType;
import io.temporal.api.operatorservice.v1.AddSearchAttributesRequest;
import io.temporal.api.testservice.v1.LockTimeSkippingRequest;
import io.temporal.api.testservice.v1.UnlockTimeSkippingRequest;
import io.temporal.serviceclient.OperatorServiceStubs;
import io.temporal.serviceclient.OperatorServiceStubsOptions;
import io.temporal.serviceclient.TestServiceStubs;
import io.temporal.serviceclient.TestServiceStubsOptions;
import io.temporal.testserver.TestServer;
import io.temporal.testserver.TestServer.PortBoundTestServer;
import java.util.List;
import java.util.function.Consumer;

/** Temporal in this process, where time passes as fast as nobody has anything to do. */
final class SkippingEngine implements AutoCloseable {

  private final PortBoundTestServer server;
  private final int port;

  private SkippingEngine(PortBoundTestServer server, int port) {
    this.server = server;
    this.port = port;
  }

  static SkippingEngine start(int port) {
    SkippingEngine engine = new SkippingEngine(TestServer.createPortBoundServer(port, false), port);
    engine.registerAttributes();
    return engine;
  }

  int port() {
    return port;
  }

  void holdTime() {
    withTime(
        stubs ->
            stubs.blockingStub().lockTimeSkipping(LockTimeSkippingRequest.getDefaultInstance()));
  }

  void letTimePass() {
    withTime(
        stubs ->
            stubs
                .blockingStub()
                .unlockTimeSkipping(UnlockTimeSkippingRequest.getDefaultInstance()));
  }

  private void withTime(Consumer<TestServiceStubs> what) {
    TestServiceStubs time =
        TestServiceStubs.newServiceStubs(
            TestServiceStubsOptions.newBuilder()
                .setTarget("127.0.0.1:" + port)
                .validateAndBuildWithDefaults());
    try {
      what.accept(time);
    } finally {
      time.shutdownNow();
    }
  }

  private void registerAttributes() {
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

  @Override
  public void close() {
    server.close();
  }
}
