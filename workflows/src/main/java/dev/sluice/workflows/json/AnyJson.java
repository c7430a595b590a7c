package dev.sluice.workflows.json;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A JSON value as it came, by hand or from another system, read so that no shape of it fails: a
 * text is taken as it is, anything else as its JSON text. The SDK drops a signal whose input it
 * cannot read, and with it what was asked for.
 */
public record AnyJson(Object value) {

  public boolean isObject() {
    return value instanceof Map<?, ?>;
  }

  public String text() {
    return text(value);
  }

  /** Empty when this is no object, or has no such field, or null there. */
  public Optional<String> text(String field) {
    return value instanceof Map<?, ?> object
        ? Optional.ofNullable(object.get(field)).map(AnyJson::text)
        : Optional.empty();
  }

  private static String text(Object value) {
    return value instanceof String string ? string : written(value);
  }

  private static String written(Object value) {
    if (value instanceof Map<?, ?> object) {
      return object.entrySet().stream()
          .map(field -> quoted(field.getKey()) + ":" + written(field.getValue()))
          .collect(Collectors.joining(",", "{", "}"));
    }
    if (value instanceof List<?> list) {
      return list.stream().map(AnyJson::written).collect(Collectors.joining(",", "[", "]"));
    }
    return value instanceof String ? quoted(value) : String.valueOf(value);
  }

  private static String quoted(Object text) {
    String escaped = String.valueOf(text).replace("\\", "\\\\").replace("\"", "\\\"");
    return "\"" + escaped + "\"";
  }
}
