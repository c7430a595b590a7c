package dev.sluice.activities.provider;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Optional;

/** The JSON of a successful answer. A field that must be there and is not makes it malformed. */
public final class Answer {

  private static final JsonMapper LENIENT =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

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

  /** All of it, as that type; what the type does not know is left out. */
  public <T> T as(Class<T> type) {
    try {
      return LENIENT.treeToValue(json, type);
    } catch (JsonProcessingException e) {
      throw new MalformedAnswer("the answer is no " + type.getSimpleName());
    }
  }

  /** An answer that cannot be what the contract says. Not for callers: it is classified here. */
  public static final class MalformedAnswer extends RuntimeException {
    public MalformedAnswer(String message) {
      super(message);
    }
  }
}
