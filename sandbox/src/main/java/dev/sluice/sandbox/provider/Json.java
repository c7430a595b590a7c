package dev.sluice.sandbox.provider;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.List;

/** JSON as strangers send it: bounded in depth and length, no duplicate names, nothing after it. */
public final class Json {

  private static final int DEEPEST = 32;
  private static final int LONGEST_TEXT = 64 * 1024;
  private static final int LONGEST_NUMBER = 64;

  private static final ObjectMapper MAPPER = mapper();

  private Json() {}

  static JsonNode read(byte[] body) {
    try {
      return MAPPER.readTree(body);
    } catch (JsonProcessingException e) {
      throw malformed(e.getOriginalMessage() + where(e));
    } catch (IOException e) {
      // Bytes that start like UTF-16 or UTF-32 and are not.
      throw malformed("the bytes are not Unicode text");
    }
  }

  public static JsonNode parse(String own) {
    try {
      return MAPPER.readTree(own);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("what was kept is not JSON", e);
    }
  }

  public static String write(Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an answer is not JSON", e);
    }
  }

  /** The same for two bodies that differ only in white space and in the order of their fields. */
  static String canonical(JsonNode node) {
    try {
      return MAPPER.writeValueAsString(MAPPER.treeToValue(node, Object.class));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("what was read is not JSON", e);
    }
  }

  private static Problem malformed(String detail) {
    return Problem.of(
        400,
        "malformed-json",
        "The body is not JSON",
        detail,
        List.of(new Problem.FieldError("", "not JSON that can be read")));
  }

  private static String where(JsonProcessingException e) {
    return e.getLocation() == null
        ? ""
        : " (line %d, column %d)"
            .formatted(e.getLocation().getLineNr(), e.getLocation().getColumnNr());
  }

  private static ObjectMapper mapper() {
    JsonMapper mapper =
        JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(JsonParser.Feature.INCLUDE_SOURCE_IN_LOCATION)
            .build();
    mapper
        .getFactory()
        .setStreamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(DEEPEST)
                .maxStringLength(LONGEST_TEXT)
                .maxNumberLength(LONGEST_NUMBER)
                .build());
    return mapper;
  }
}
