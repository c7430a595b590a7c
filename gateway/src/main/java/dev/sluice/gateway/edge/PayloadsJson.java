package dev.sluice.gateway.edge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import dev.sluice.gateway.edge.Problem.FieldError;
import io.temporal.api.common.v1.Payload;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * Payloads in the JSON of Temporal's protocol: {@code {"payloads": [{"metadata": {"encoding": ...},
 * "data": ...}]}}, whose bytes are base64. Members that it does not know are left out.
 */
final class PayloadsJson {

  private PayloadsJson() {}

  static List<Payload> read(JsonNode body) {
    JsonNode items = body.path("payloads");
    if (!items.isArray()) {
      throw malformed("/payloads", "payloads must be a list.");
    }
    List<Payload> payloads = new ArrayList<>();
    for (JsonNode item : items) {
      payloads.add(payload(item, "/payloads/" + payloads.size()));
    }
    return payloads;
  }

  private static Payload payload(JsonNode item, String pointer) {
    if (!item.isObject()) {
      throw malformed(pointer, "A payload must be an object.");
    }
    Payload.Builder payload = Payload.newBuilder();
    JsonNode metadata = item.path("metadata");
    if (!metadata.isObject() && !isAbsent(metadata)) {
      throw malformed(pointer + "/metadata", "metadata must be an object.");
    }
    for (Map.Entry<String, JsonNode> entry : metadata.properties()) {
      // The name may be anything, and is no part of a pointer as it is.
      payload.putMetadata(entry.getKey(), bytes(entry.getValue(), pointer + "/metadata"));
    }
    if (!isAbsent(item.path("data"))) {
      payload.setData(bytes(item.path("data"), pointer + "/data"));
    }
    return payload.build();
  }

  private static boolean isAbsent(JsonNode node) {
    return node.isMissingNode() || node.isNull();
  }

  /** In either alphabet, with or without padding, as protocol buffers read it. */
  private static ByteString bytes(JsonNode node, String pointer) {
    if (node.isTextual()) {
      try {
        String text = node.textValue().replace('-', '+').replace('_', '/');
        return ByteString.copyFrom(Base64.getDecoder().decode(text));
      } catch (IllegalArgumentException e) {
        throw malformed(pointer, "Bytes must be base64.");
      }
    }
    throw malformed(pointer, "Bytes must be a string of base64.");
  }

  static ObjectNode write(List<Payload> payloads) {
    ObjectNode body = Json.object();
    var items = body.putArray("payloads");
    for (Payload payload : payloads) {
      ObjectNode item = items.addObject();
      ObjectNode metadata = item.putObject("metadata");
      payload.getMetadataMap().forEach((name, value) -> metadata.put(name, base64(value)));
      item.put("data", base64(payload.getData()));
    }
    return body;
  }

  private static String base64(ByteString bytes) {
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }

  private static Problem malformed(String pointer, String detail) {
    return Problem.of(400, "malformed-body", "Not as expected", detail)
        .withErrors(List.of(FieldError.at(pointer, detail)));
  }
}
