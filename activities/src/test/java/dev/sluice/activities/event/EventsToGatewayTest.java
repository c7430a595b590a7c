package dev.sluice.activities.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.activities.provider.CallObserver;
import dev.sluice.activities.provider.Provider;
import dev.sluice.activities.provider.ProviderSettings;
import dev.sluice.workflows.event.DerivedEvent;
import dev.sluice.workflows.saga.FailureTypes;
import io.temporal.failure.ApplicationFailure;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EventsToGatewayTest {

  private final MockWebServer server = new MockWebServer();
  private Provider gateway;

  @BeforeEach
  void open() throws Exception {
    server.start();
    gateway =
        Provider.open(
            ProviderSettings.of("gateway", URI.create("http://127.0.0.1:" + server.getPort())),
            CallObserver.none());
  }

  @AfterEach
  void close() {
    gateway.close();
    server.close();
  }

  private static DerivedEvent event(Map<String, Object> data) {
    return new DerivedEvent(
        "order-1/order.reserved",
        "/workflows/OrderWorkflow",
        "order.reserved",
        "1",
        "corr-1",
        null,
        data);
  }

  private void answers(int status, String type) {
    server.enqueue(
        new MockResponse.Builder()
            .code(status)
            .addHeader("Content-Type", "application/problem+json")
            .body("{\"type\":\"" + type + "\",\"detail\":\"why\"}")
            .build());
  }

  @Test
  void anEventIsACloudEventWhoseRepeatHasTheSameBytes() throws Exception {
    answers(202, "");
    answers(202, "");
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("b", 1);
    data.put("a", "x");
    Map<String, Object> otherOrder = new LinkedHashMap<>();
    otherOrder.put("a", "x");
    otherOrder.put("b", 1);

    new EventsToGateway(gateway).publish(event(data));
    new EventsToGateway(gateway).publish(event(otherOrder));

    RecordedRequest first = server.takeRequest();
    assertThat(first.getRequestLine()).startsWith("POST /v1/events ");
    assertThat(first.getHeaders().get("Content-Type")).startsWith("application/cloudevents+json");
    assertThat(first.getBody().utf8())
        .isEqualTo(
            "{\"specversion\":\"1.0\",\"id\":\"order-1/order.reserved\","
                + "\"source\":\"/workflows/OrderWorkflow\",\"type\":\"order.reserved\","
                + "\"subject\":\"1\",\"datacontenttype\":\"application/json\","
                + "\"correlationid\":\"corr-1\",\"data\":{\"a\":\"x\",\"b\":1}}");
    assertThat(server.takeRequest().getBody()).isEqualTo(first.getBody());
  }

  @Test
  void anEventThatTheGatewayHasWithOtherContentStands() {
    answers(422, "https://sluice.dev/problems/identity-conflict");
    new EventsToGateway(gateway).publish(event(Map.of()));
    assertThat(server.getRequestCount()).isEqualTo(1);
  }

  @Test
  void anEventThatTheGatewayCannotReadIsAPermanentFailure() {
    answers(422, "schema");
    assertThat(failure(() -> new EventsToGateway(gateway).publish(event(Map.of()))).getType())
        .isEqualTo(FailureTypes.PERMANENT);
  }

  @Test
  void aBusyGatewayIsTransient() {
    answers(429, "");
    assertThat(failure(() -> new EventsToGateway(gateway).publish(event(Map.of()))).getType())
        .isEqualTo(FailureTypes.TRANSIENT);
  }

  private static ApplicationFailure failure(Runnable call) {
    return catchThrowableOfType(ApplicationFailure.class, call::run);
  }
}
