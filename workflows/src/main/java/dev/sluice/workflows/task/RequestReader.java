package dev.sluice.workflows.task;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads what is asked from JSON of any shape. A field of a wrong shape is told, and left out. */
final class RequestReader {

  private final Map<?, ?> given;
  private final List<String> wrong = new ArrayList<>();

  private RequestReader(Map<?, ?> given) {
    this.given = given;
  }

  static TaskWorkflow.Request read(Object json) {
    RequestReader reader = new RequestReader(json instanceof Map<?, ?> object ? object : Map.of());
    if (!(json instanceof Map<?, ?>)) {
      reader.wrong.add("the input is not an object");
    }
    return reader.request();
  }

  private TaskWorkflow.Request request() {
    return new TaskWorkflow.Request(
        text("question"),
        object("data"),
        texts("choices"),
        texts("commented"),
        text("ladder"),
        text("requestedBy"),
        wrong);
  }

  private @Nullable String text(String field) {
    Object value = given.get(field);
    if (value == null || value instanceof String) {
      return (String) value;
    }
    wrong.add(field + " is not a text");
    return null;
  }

  private @Nullable List<String> texts(String field) {
    Object value = given.get(field);
    if (value == null) {
      return null;
    }
    List<String> texts = new ArrayList<>();
    if (value instanceof List<?> list) {
      for (Object each : list) {
        if (each instanceof String text) {
          texts.add(text);
        }
      }
      if (texts.size() == list.size()) {
        return texts;
      }
    }
    wrong.add(field + " is not a list of texts");
    return null;
  }

  private @Nullable Map<String, Object> object(String field) {
    Object value = given.get(field);
    if (value == null) {
      return null;
    }
    if (value instanceof Map<?, ?> object) {
      Map<String, Object> fields = new LinkedHashMap<>();
      object.forEach((name, each) -> fields.put(String.valueOf(name), each));
      return fields;
    }
    wrong.add(field + " is not an object");
    return null;
  }
}
