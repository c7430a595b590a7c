package dev.sluice.activities.provider;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/** The JSON of a successful answer. A field that must be there and is not makes it malformed. */
public final class Answer {

  private final JsonNode json;

  Answer(JsonNode json) {
    this.json = json;
  }

  public String text(String field) {
    return optionalText(field)
        .orElseThrow(() -> new MalformedAnswer("the answer has no text \"" + field + "\""));
  }

  public Optional<String> optionalText(String field) {
    JsonNode value = json.path(field);
    return value.isTextual() && !value.textValue().isEmpty()
        ? Optional.of(value.textValue())
        : Optional.empty();
  }

  /** A nested object, empty when it is not there. */
  public Answer at(String field) {
    return new Answer(json.path(field));
  }

  /** An answer that cannot be what the contract says. Not for callers: it is classified here. */
  public static final class MalformedAnswer extends RuntimeException {
    public MalformedAnswer(String message) {
      super(message);
    }
  }
}
