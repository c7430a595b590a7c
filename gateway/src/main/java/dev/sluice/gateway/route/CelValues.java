package dev.sluice.gateway.route;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.primitives.UnsignedLong;
import dev.cel.common.exceptions.CelNumericOverflowException;
import dev.cel.common.values.CelByteString;
import dev.cel.common.values.NullValue;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.AbstractList;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.RandomAccess;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * JSON seen as CEL values and back. Objects and arrays are views: nothing is copied, and what an
 * expression passes through comes back as the very node it was, digits and all. An integer is an
 * int or uint where that is exact; one that is larger fails rather than being rounded, since two
 * ids must not become one. Decimals are doubles.
 */
final class CelValues {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private CelValues() {}

  static Object of(JsonNode node) {
    return switch (node.getNodeType()) {
      case OBJECT -> new ObjectView((ObjectNode) node);
      case ARRAY -> new ArrayView((ArrayNode) node);
      case STRING -> node.textValue();
      case BOOLEAN -> node.booleanValue();
      case NUMBER -> number(node);
      case BINARY, POJO -> node.asText();
      case NULL, MISSING -> NullValue.NULL_VALUE;
    };
  }

  private static Object number(JsonNode node) {
    if (!node.isIntegralNumber()) {
      double value = node.doubleValue();
      if (Double.isInfinite(value)) {
        throw new CelNumericOverflowException("a number of the event is out of a double's range");
      }
      return value;
    }
    if (node.canConvertToLong()) {
      return node.longValue();
    }
    BigInteger value = node.bigIntegerValue();
    if (value.signum() > 0 && value.bitLength() <= Long.SIZE) {
      return UnsignedLong.valueOf(value);
    }
    throw new CelNumericOverflowException("an integer of the event has more than 64 bits");
  }

  static JsonNode toJson(Object value) throws CannotEvaluate {
    if (value instanceof ObjectView view) {
      return view.node;
    } else if (value instanceof ArrayView view) {
      return view.node;
    } else if (value instanceof EventView view) {
      return view.whole();
    } else if (value instanceof String text) {
      return JSON.textNode(text);
    } else if (value instanceof Boolean truth) {
      return JSON.booleanNode(truth);
    } else if (value instanceof Long number) {
      return JSON.numberNode(number);
    } else if (value instanceof UnsignedLong number) {
      return JSON.numberNode(number.bigIntegerValue());
    } else if (value instanceof Double number) {
      return finite(number);
    } else if (value instanceof NullValue) {
      return JSON.nullNode();
    } else if (value instanceof Instant time) {
      return JSON.textNode(time.toString());
    } else if (value instanceof Duration duration) {
      return JSON.textNode(seconds(duration));
    } else if (value instanceof CelByteString bytes) {
      return JSON.binaryNode(bytes.toByteArray());
    } else if (value instanceof Map<?, ?> map) {
      return object(map);
    } else if (value instanceof List<?> list) {
      return array(list);
    }
    throw new CannotEvaluate("the result is not JSON");
  }

  private static JsonNode finite(double number) throws CannotEvaluate {
    if (!Double.isFinite(number)) {
      throw new CannotEvaluate("the result has the number " + number + ", which JSON cannot hold");
    }
    return JSON.numberNode(number);
  }

  /** As protobuf's JSON writes a duration. */
  private static String seconds(Duration duration) {
    return new java.math.BigDecimal(
                BigInteger.valueOf(duration.getSeconds())
                    .multiply(BigInteger.valueOf(1_000_000_000))
                    .add(BigInteger.valueOf(duration.getNano())),
                9)
            .stripTrailingZeros()
            .toPlainString()
        + "s";
  }

  private static JsonNode object(Map<?, ?> map) throws CannotEvaluate {
    ObjectNode object = JSON.objectNode();
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      object.set(String.valueOf(entry.getKey()), toJson(entry.getValue()));
    }
    return object;
  }

  private static JsonNode array(List<?> list) throws CannotEvaluate {
    ArrayNode array = JSON.arrayNode(list.size());
    for (Object item : list) {
      array.add(toJson(item));
    }
    return array;
  }

  /** A JSON object as a map; a null in it is there, and is CEL's null. */
  private static final class ObjectView extends AbstractMap<String, Object> {
    private final ObjectNode node;

    ObjectView(ObjectNode node) {
      this.node = node;
    }

    @Override
    public @Nullable Object get(@Nullable Object key) {
      JsonNode value = key instanceof String name ? node.get(name) : null;
      return value == null ? null : of(value);
    }

    @Override
    public boolean containsKey(@Nullable Object key) {
      return key instanceof String name && node.has(name);
    }

    @Override
    public int size() {
      return node.size();
    }

    @Override
    public Set<Entry<String, Object>> entrySet() {
      return new AbstractSet<>() {
        @Override
        public int size() {
          return node.size();
        }

        @Override
        public Iterator<Entry<String, Object>> iterator() {
          return node.properties().stream()
              .map(e -> Map.entry(e.getKey(), of(e.getValue())))
              .iterator();
        }
      };
    }
  }

  private static final class ArrayView extends AbstractList<Object> implements RandomAccess {
    private final ArrayNode node;

    ArrayView(ArrayNode node) {
      this.node = node;
    }

    @Override
    public Object get(int index) {
      return of(node.get(java.util.Objects.checkIndex(index, node.size())));
    }

    @Override
    public int size() {
      return node.size();
    }
  }
}
