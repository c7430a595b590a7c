package dev.sluice.gateway.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON that comes from outside: one value of valid UTF-8 and nothing after it, no key twice,
 * bounded depth, number of keys and values, and numbers, no half of a surrogate pair. Everything
 * else is {@link Malformed}, with a pointer. Decimals are kept exactly. Safe for many threads.
 */
public final class StrictJson {

  /** An object's members in order, each with the text it was read from. */
  record Members(Map<String, Member> byName) {}

  record Member(JsonNode value, String text) {}

  /** Of an array: its members where it is an object. */
  record Item(@Nullable Members object) {}

  private static final int MAX_DEPTH = 64;
  private static final int MAX_TOKENS = 200_000;
  private static final int MAX_NUMBER_LENGTH = 256;
  private static final int MAX_NAME_LENGTH = 1024;

  /** Where the library says which of its settings it was. */
  private static final Pattern LIBRARY_WORD = Pattern.compile(", from `[^`]*`");

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MAX_DEPTH)
                          .maxTokenCount(MAX_TOKENS)
                          .maxNumberLength(MAX_NUMBER_LENGTH)
                          .maxNameLength(MAX_NAME_LENGTH)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                  .build())
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private StrictJson() {}

  /** Any one value. */
  public static JsonNode value(byte[] utf8) {
    return reading(
        text(utf8),
        (parser, text) -> {
          if (parser.nextToken() == null) {
            throw Malformed.json("", "The body is empty; JSON was expected.");
          }
          return value(parser);
        });
  }

  /** One object, its members apart. */
  static Members object(byte[] utf8) {
    return reading(text(utf8), StrictJson::members);
  }

  /** One array, the members of its objects apart. */
  static List<Item> array(byte[] utf8) {
    return reading(text(utf8), StrictJson::items);
  }

  private static List<Item> items(JsonParser parser, String text) throws IOException {
    if (parser.nextToken() != JsonToken.START_ARRAY) {
      throw Malformed.json("", "A JSON array was expected.");
    }
    List<Item> items = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (parser.currentToken() == JsonToken.START_OBJECT) {
        items.add(new Item(membersOf(parser, text)));
      } else {
        value(parser);
        items.add(new Item(null));
      }
    }
    return items;
  }

  private static Members members(JsonParser parser, String text) throws IOException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw Malformed.json("", "A JSON object was expected.");
    }
    return membersOf(parser, text);
  }

  private static Members membersOf(JsonParser parser, String text) throws IOException {
    Map<String, Member> members = new LinkedHashMap<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      int from = (int) parser.currentTokenLocation().getCharOffset();
      JsonNode value = value(parser);
      int to = (int) parser.currentLocation().getCharOffset();
      members.put(name, new Member(value, text.substring(from, to)));
    }
    return new Members(members);
  }

  private static JsonNode value(JsonParser parser) throws IOException {
    var at = parser.getParsingContext().pathAsPointer().toString();
    JsonNode value = MAPPER.readTree(parser);
    JsonSanity.check(value, at);
    return value;
  }

  private interface Reading<T> {
    T read(JsonParser parser, String text) throws IOException;
  }

  private static <T> T reading(String text, Reading<T> reading) {
    try (JsonParser parser = MAPPER.createParser(text)) {
      try {
        T read = reading.read(parser, text);
        if (parser.nextToken() != null) {
          throw Malformed.json("", "There is text after the JSON value." + where(parser));
        }
        return read;
      } catch (JsonEOFException e) {
        throw Malformed.json(place(parser), "The JSON ends before its value does." + where(parser));
      } catch (StreamConstraintsException e) {
        throw Malformed.json(place(parser), beyond(parser, e) + where(parser));
      } catch (JsonProcessingException e) {
        throw Malformed.json(place(parser), e.getOriginalMessage() + where(parser));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Reading from a string cannot fail", e);
    }
  }

  private static String beyond(JsonParser parser, StreamConstraintsException e) {
    return parser.currentTokenCount() > MAX_TOKENS
        ? "There are more than " + MAX_TOKENS + " keys and values."
        : LIBRARY_WORD.matcher(e.getOriginalMessage()).replaceAll("");
  }

  private static String place(JsonParser parser) {
    return parser.getParsingContext().pathAsPointer().toString();
  }

  private static String where(JsonParser parser) {
    var location = parser.currentLocation();
    return " (line " + location.getLineNr() + ", column " + location.getColumnNr() + ")";
  }

  /** The bytes as text; a byte order mark in front is no part of it. */
  private static String text(byte[] utf8) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw Malformed.json("", "The body is not valid UTF-8.");
    }
  }
}
