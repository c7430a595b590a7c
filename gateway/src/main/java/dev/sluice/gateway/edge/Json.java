package dev.sluice.gateway.edge;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** How answers are written. A record's absent parts are left out. */
final class Json {

  static final JsonMapper MAPPER =
      JsonMapper.builder()
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
          .build();

  private Json() {}

  static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  static JsonNode tree(Object value) {
    return MAPPER.valueToTree(value);
  }

  static byte[] bytes(Object value) {
    try {
      return MAPPER.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("An answer cannot be written as JSON", e);
    }
  }

  static void answer(Context ctx, int status, Object value) {
    ctx.status(status).contentType("application/json").result(bytes(value));
  }

  /** A list as the API gives it. */
  static <T> ObjectNode list(
      List<T> items, Function<T, ? extends JsonNode> view, @Nullable String next) {
    ObjectNode list = object();
    var array = list.putArray("items");
    items.forEach(item -> array.add(view.apply(item)));
    return list.put("next", next);
  }
}
