package dev.sluice.gateway.event;

import static dev.sluice.gateway.event.Requests.batch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Many events in one request. */
class EventBatchTest {

  @Test
  void theFaultsOfABatchAreToldByIndex() {
    String good = "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\"}";
    String bad = "{\"specversion\":\"1.0\",\"id\":\"\",\"source\":\"/s\",\"data\":1}";
    assertThatThrownBy(() -> batch(Map.of(), "[" + good + ",7," + bad + "]"))
        .isInstanceOfSatisfying(
            Malformed.class,
            fault ->
                assertThat(fault.faults())
                    .extracting(Malformed.Fault::where)
                    .containsExactly("/1", "/2/id", "/2/type"));
    assertThatThrownBy(() -> batch(Map.of(), "[" + good + ",{\"a\":1,\"a\":2}]"))
        .isInstanceOfSatisfying(
            Malformed.class, fault -> assertThat(fault.faults().get(0).where()).isEqualTo("/1/a"));
    assertThatThrownBy(() -> batch(Map.of(), good)).hasMessageContaining("array");
    assertThatThrownBy(() -> batch(Map.of(), "[" + good)).hasMessageContaining("ends before");
  }

  @Test
  void aRequestsKeyIsTheKeyOfEachOfItsEvents() {
    String item = "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\"%s}";
    String body =
        "[" + item.formatted("") + "," + item.formatted(",\"idempotencykey\":\"own\"") + "]";
    assertThat(batch(Map.of("idempotency-key", "k"), body))
        .extracting(Event::idempotencyKey)
        .containsExactly("k/0", "own");
  }

  @Test
  void theDataOfABatchIsKeptAsItWasWritten() {
    String body =
        "[ {\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\", \"data\" : {\"a\": 1.10} } ]";
    assertThat(new String(batch(Map.of(), body).get(0).data().bytes(), StandardCharsets.UTF_8))
        .isEqualTo("{\"a\": 1.10}");
  }
}
