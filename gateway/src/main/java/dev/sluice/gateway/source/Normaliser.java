package dev.sluice.gateway.source;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.gateway.event.Data;
import dev.sluice.gateway.event.Event;
import dev.sluice.gateway.event.EventReader;
import dev.sluice.gateway.event.Malformed;
import dev.sluice.gateway.route.EventMapping;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes an event of a delivery that is believed. It is never refused for its shape: an attribute
 * that cannot be mapped is left out, a type that is not known is {@code <provider>.unknown}, and
 * without an id of the sender the hash of the body is the id. Safe for many threads.
 */
public final class Normaliser {

  private static final Logger log = LoggerFactory.getLogger(Normaliser.class);
  private static final Pattern WORD = Pattern.compile("[\\w-]{1,100}(\\.[\\w-]{1,100}){0,9}");
  private static final String JSON = "application/json";

  private final EventReader reader;

  public Normaliser(EventReader reader) {
    this.reader = reader;
  }

  /**
   * The body, decoded.
   *
   * @throws Malformed for JSON that is none
   */
  public Data data(Source source, Delivery delivery) {
    return Content.of(source.kind(), delivery);
  }

  public Event event(Source source, Delivery delivery, Data data) {
    return cloudEvent(source, delivery).orElseGet(() -> mapped(source, delivery, data));
  }

  /** Schemes that anybody may use carry CloudEvents too. */
  private Optional<Event> cloudEvent(Source source, Delivery delivery) {
    if (source.kind().isProvider() || !EventReader.isCloudEvent(delivery.request())) {
      return Optional.empty();
    }
    try {
      return Optional.of(reader.cloudEvent(delivery.request()));
    } catch (Malformed e) {
      return Optional.empty();
    }
  }

  private Event mapped(Source source, Delivery delivery, Data data) {
    Map<String, Object> attributes = new HashMap<>(source.shape().kept(delivery));
    attributes.put("specversion", "1.0");
    attributes.put("id", "sha256:" + delivery.bodySha256());
    attributes.put("source", source.path());
    attributes.put("type", source.provider() + ".unknown");
    contentType(attributes, data);
    Event raw = good(attributes, Map.of(), data, delivery);

    Map<String, JsonNode> values = new HashMap<>();
    source.shape().map().forEach((name, mapping) -> map(values, name, mapping, raw));
    JsonNode inner = values.remove(Shape.DATA);
    Data shown = inner == null ? data : data(inner, source.shape().jsonText());
    contentType(attributes, shown);
    return good(attributes, attributes(source, values), shown, delivery);
  }

  private static void map(
      Map<String, JsonNode> values, String name, EventMapping mapping, Event raw) {
    try {
      JsonNode value = mapping.of(raw);
      if (!value.isNull()) {
        values.put(name, value);
      }
    } catch (IllegalArgumentException e) {
      log.debug("{} has no {}: {}", raw.source(), name, e.getMessage());
    }
  }

  private static void contentType(Map<String, Object> attributes, Data data) {
    String contentType = data.contentType();
    if (contentType != null) {
      attributes.put("datacontenttype", contentType);
    }
  }

  private static Data data(JsonNode value, boolean jsonText) {
    if (jsonText && value.isTextual()) {
      try {
        return Data.of(value.textValue().getBytes(StandardCharsets.UTF_8), JSON);
      } catch (Malformed e) {
        // A string that is no JSON stays the string it is.
      }
    }
    return Data.of(value.toString().getBytes(StandardCharsets.UTF_8), JSON);
  }

  private static Map<String, Object> attributes(Source source, Map<String, JsonNode> values) {
    Map<String, Object> attributes = new HashMap<>();
    values.forEach(
        (name, value) -> {
          Object attribute = attribute(value);
          if (attribute != null) {
            attributes.put(name, attribute);
          }
        });
    Object word = attributes.remove(Shape.WORD);
    Map<String, String> types = source.shape().types();
    if (word != null) {
      String plain = word.toString().replace('/', '.').replace(':', '.');
      String renamed = renamed(types, plain);
      if (renamed != null) {
        attributes.put("type", renamed);
      } else if (WORD.matcher(plain).matches()) {
        attributes.put("type", source.provider() + "." + plain);
      }
    }
    attributes.computeIfPresent(
        "type", (name, type) -> types.getOrDefault(type.toString(), type.toString()));
    return attributes;
  }

  /** By its own name or by the longest name that it begins with: {@code issues} of all actions. */
  private static @Nullable String renamed(Map<String, String> types, String word) {
    for (String name = word; ; name = name.substring(0, name.lastIndexOf('.'))) {
      if (types.containsKey(name)) {
        return types.get(name);
      }
      if (name.lastIndexOf('.') < 0) {
        return null;
      }
    }
  }

  /** Null: nothing that an attribute can be. */
  private static @Nullable Object attribute(JsonNode value) {
    if (value.isTextual()) {
      return value.textValue().isEmpty() ? null : value.textValue();
    } else if (value.isBoolean()) {
      return value.booleanValue();
    } else if (value.isIntegralNumber() && value.canConvertToInt()) {
      return value.intValue();
    } else if (value.isNumber()) {
      return value.asText();
    } else if (value.isArray() && value.valueStream().allMatch(JsonNode::isTextual)) {
      List<String> names = new ArrayList<>();
      value.forEach(name -> names.add(name.textValue()));
      return List.copyOf(names);
    }
    return null;
  }

  /** The event, without those of the attributes that make none. */
  private Event good(
      Map<String, Object> base, Map<String, Object> mapped, Data data, Delivery delivery) {
    Map<String, Object> attributes = new HashMap<>(base);
    attributes.putAll(mapped);
    try {
      return reader.mapped(attributes, data, delivery.request());
    } catch (Malformed e) {
      for (Malformed.Fault fault : e.faults()) {
        Object ours = mapped.containsKey(fault.where()) ? base.get(fault.where()) : null;
        if (ours == null) {
          attributes.remove(fault.where());
        } else {
          attributes.put(fault.where(), ours);
        }
      }
      return reader.mapped(attributes, data, delivery.request());
    }
  }
}
