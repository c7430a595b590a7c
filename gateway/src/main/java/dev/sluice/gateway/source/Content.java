package dev.sluice.gateway.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.gateway.event.Data;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The body of a delivery that is believed, decoded: JSON as it is, a form as a JSON object of its
 * fields. Where GitHub and Slack put JSON into the field {@code payload}, that JSON is it.
 */
final class Content {

  private static final String JSON = "application/json";
  private static final String PAYLOAD = "payload";

  private Content() {}

  /**
   * @throws dev.sluice.gateway.event.Malformed for what says it is JSON and is not
   */
  static Data of(Kind kind, Delivery delivery) {
    Optional<String> type = delivery.header("content-type");
    if (type.filter(Form::isForm).isEmpty()) {
      return Data.received(delivery.body(), type);
    }
    return Form.read(delivery.body())
        .map(fields -> form(kind, fields))
        .orElseGet(() -> Data.received(delivery.body(), type));
  }

  private static Data form(Kind kind, Map<String, List<String>> fields) {
    boolean wraps = kind == Kind.github || kind == Kind.slack;
    List<String> payload = fields.getOrDefault(PAYLOAD, List.of());
    if (wraps && payload.size() == 1) {
      return Data.of(payload.get(0).getBytes(StandardCharsets.UTF_8), JSON);
    }
    byte[] bytes = object(fields).toString().getBytes(StandardCharsets.UTF_8);
    return Data.of(bytes, JSON);
  }

  private static JsonNode object(Map<String, List<String>> fields) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    fields.forEach(
        (name, values) -> {
          if (values.size() == 1) {
            object.put(name, values.get(0));
          } else {
            ArrayNode list = object.putArray(name);
            values.forEach(list::add);
          }
        });
    return object;
  }
}
