package dev.sluice.gateway.event;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What JSON's grammar allows and a careful reader does not: numbers whose plain form would fill the
 * memory, and halves of a surrogate pair, which no UTF-8 can hold.
 */
final class JsonSanity {

  /** Beyond this a double is infinite or zero. */
  private static final int MAX_SCALE = 400;

  /** A container on the way down; made into a pointer only when something is wrong. */
  private record Path(@Nullable Path up, String name) {

    String pointer() {
      return up == null ? name : up.pointer() + "/" + name.replace("~", "~0").replace("/", "~1");
    }
  }

  private JsonSanity() {}

  static void check(JsonNode value, String pointer) {
    check(value, null, pointer);
  }

  private static void check(JsonNode value, @Nullable Path up, String name) {
    if (value.isObject()) {
      Path here = new Path(up, name);
      for (Map.Entry<String, JsonNode> member : value.properties()) {
        refuseHalfPairs(member.getKey(), here, member.getKey());
        check(member.getValue(), here, member.getKey());
      }
    } else if (value.isArray()) {
      Path here = new Path(up, name);
      for (int i = 0; i < value.size(); i++) {
        check(value.get(i), here, Integer.toString(i));
      }
    } else if (value.isTextual()) {
      refuseHalfPairs(value.textValue(), up, name);
    } else if (value.isBigDecimal()) {
      BigDecimal number = value.decimalValue();
      if (Math.abs((long) number.scale()) > MAX_SCALE) {
        throw Malformed.json(new Path(up, name).pointer(), "The number is out of range.");
      }
    }
  }

  private static void refuseHalfPairs(String text, @Nullable Path up, String name) {
    if (hasHalfPair(text)) {
      throw Malformed.json(
          new Path(up, name).pointer(), "The text has one half of a surrogate pair.");
    }
  }

  static boolean hasHalfPair(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isHighSurrogate(c)) {
        i++;
        if (i == text.length() || !Character.isLowSurrogate(text.charAt(i))) {
          return true;
        }
      } else if (Character.isLowSurrogate(c)) {
        return true;
      }
    }
    return false;
  }
}
