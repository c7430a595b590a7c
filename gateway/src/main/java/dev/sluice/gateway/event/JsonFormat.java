package dev.sluice.gateway.event;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The JSON event format of CloudEvents 1.0.2, and the plain JSON object that may leave most of it
 * out. Reads one object; a batch is an array of them.
 */
final class JsonFormat {

  private static final String DATA = "data";
  private static final String DATA_BASE64 = "data_base64";
  private static final String CONTENT_TYPE = "datacontenttype";
  private static final String TARGET_AGENTS = "targetagents";

  private JsonFormat() {}

  static Draft structured(byte[] body) {
    return draft(StrictJson.object(body), false);
  }

  /** One of a batch. */
  static Draft structured(StrictJson.Item item) {
    if (item.object() == null) {
      throw Malformed.event("", "Each item of a batch must be a JSON object.");
    }
    return draft(item.object(), false);
  }

  static Draft plain(byte[] body) {
    return draft(StrictJson.object(body), true);
  }

  private static Draft draft(StrictJson.Members members, boolean lenient) {
    Map<String, Object> attributes = new LinkedHashMap<>();
    List<Malformed.Fault> faults = new ArrayList<>();
    members
        .byName()
        .forEach(
            (name, member) -> {
              if (!name.equals(DATA) && !name.equals(DATA_BASE64) && !member.value().isNull()) {
                Object value = attribute(name, member.value(), lenient);
                if (value == null) {
                  faults.add(new Malformed.Fault(pointer(name), wrongType(name)));
                } else {
                  attributes.put(name, value);
                }
              }
            });
    if (!faults.isEmpty()) {
      throw Malformed.event(faults);
    }
    return new Draft(attributes, data(members.byName(), attributes), lenient, JsonFormat::pointer);
  }

  /** Null: no type that an attribute can have. */
  private static @Nullable Object attribute(String name, JsonNode value, boolean lenient) {
    if (value.isTextual()) {
      return value.textValue();
    }
    if (Attributes.CORE.contains(name)) {
      return null;
    }
    if (value.isBoolean()) {
      return value.booleanValue();
    }
    if (value.isInt()) {
      return value.intValue();
    }
    if (lenient && name.equals(TARGET_AGENTS) && isListOfText(value)) {
      List<String> names = new ArrayList<>();
      value.forEach(item -> names.add(item.textValue()));
      return List.copyOf(names);
    }
    return null;
  }

  private static boolean isListOfText(JsonNode value) {
    return value.isArray() && value.valueStream().allMatch(JsonNode::isTextual);
  }

  private static String wrongType(String name) {
    return Attributes.CORE.contains(name)
        ? name + " must be a string."
        : name + " must be a string, a boolean or an integer of 32 bits. A payload goes in data.";
  }

  private static Data data(Map<String, StrictJson.Member> members, Map<String, Object> attributes) {
    Optional<String> contentType =
        Optional.ofNullable(attributes.get(CONTENT_TYPE)).map(String.class::cast);
    StrictJson.Member data = members.get(DATA);
    StrictJson.Member base64 = members.get(DATA_BASE64);
    if (base64 != null && !base64.value().isNull()) {
      if (data != null) {
        throw Malformed.event(pointer(DATA_BASE64), "An event has data or data_base64, not both.");
      }
      return decoded(base64.value(), contentType);
    }
    return data == null ? Payload.none(contentType) : inline(data, contentType);
  }

  private static Data inline(StrictJson.Member data, Optional<String> contentType) {
    boolean json =
        contentType.flatMap(MediaType::parse).map(MediaType::isJson).orElse(contentType.isEmpty());
    JsonNode value = data.value();
    if (!json && value.isTextual()) {
      return new Data(
          value.textValue().getBytes(StandardCharsets.UTF_8), contentType.orElse(null), null);
    }
    byte[] bytes = data.text().getBytes(StandardCharsets.UTF_8);
    return new Data(bytes, contentType.orElse(Payload.JSON), json ? value : null);
  }

  private static Data decoded(JsonNode base64, Optional<String> contentType) {
    if (!base64.isTextual()) {
      throw Malformed.event(pointer(DATA_BASE64), "data_base64 must be a string.");
    }
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(base64.textValue());
    } catch (IllegalArgumentException e) {
      throw Malformed.event(pointer(DATA_BASE64), "data_base64 is not Base64 of RFC 4648.");
    }
    try {
      return Payload.of(bytes, contentType);
    } catch (Malformed e) {
      throw Malformed.event(
          pointer(DATA_BASE64), "The decoded data is not the JSON it claims: " + e.getMessage());
    }
  }

  private static String pointer(String name) {
    return "/" + name.replace("~", "~0").replace("/", "~1");
  }
}
