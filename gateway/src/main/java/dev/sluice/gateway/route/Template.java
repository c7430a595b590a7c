package dev.sluice.gateway.route;

import com.google.common.primitives.UnsignedLong;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A text with places, as in "order-${event.data.orderId}": each is a CEL expression that gives a
 * string, a number, or true or false. Two dollars before a brace stand for one of each. An empty
 * value fails: two events without a key must not share one id.
 */
public final class Template {

  private sealed interface Part {
    record Literal(String text) implements Part {}

    record Place(Expression expression) implements Part {}
  }

  private final String text;
  private final List<Part> parts;

  private Template(String text, List<Part> parts) {
    this.text = text;
    this.parts = List.copyOf(parts);
  }

  public String text() {
    return text;
  }

  /** Whether it is the same text for every event. */
  public boolean isConstant() {
    return parts.stream().noneMatch(Part.Place.class::isInstance);
  }

  /** Whether two values touch, so that "ab" and "c" read as "a" and "bc" do. */
  public boolean hasTouchingPlaces() {
    for (int i = 1; i < parts.size(); i++) {
      if (parts.get(i) instanceof Part.Place && parts.get(i - 1) instanceof Part.Place) {
        return true;
      }
    }
    return false;
  }

  public static Compiled<Template> parse(String text, Expressions expressions) {
    return new Parser(text, expressions).parse();
  }

  String fill(EventView event) throws CannotEvaluate {
    StringBuilder filled = new StringBuilder();
    for (Part part : parts) {
      if (part instanceof Part.Literal literal) {
        filled.append(literal.text());
      } else if (part instanceof Part.Place place) {
        filled.append(value(place.expression(), event));
      }
    }
    return filled.toString();
  }

  private static String value(Expression expression, EventView event) throws CannotEvaluate {
    Object value = expression.value(event);
    String text = text(expression, value);
    if (text.isEmpty()) {
      throw new CannotEvaluate(expression, "the value is empty");
    }
    return text;
  }

  private static String text(Expression expression, Object value) throws CannotEvaluate {
    if (value instanceof String string) {
      return string;
    } else if (value instanceof Long || value instanceof Boolean || value instanceof UnsignedLong) {
      return value.toString();
    } else if (value instanceof Double number && Double.isFinite(number)) {
      return plain(number);
    }
    throw new CannotEvaluate(expression, "the value is not a string, a number, or true or false");
  }

  /** Without exponent, and a whole number as an int would read: 1e3 and 1000 are one id. */
  private static String plain(double number) {
    BigDecimal exact = new BigDecimal(Double.toString(number)).stripTrailingZeros();
    return exact.toPlainString();
  }

  /** Finds the places; braces and quotes inside an expression are the expression's own. */
  private static final class Parser {
    private final String text;
    private final Expressions expressions;
    private final List<Part> parts = new ArrayList<>();
    private final List<Compiled.Fault> faults = new ArrayList<>();
    private final StringBuilder literal = new StringBuilder();

    Parser(String text, Expressions expressions) {
      this.text = text;
      this.expressions = expressions;
    }

    Compiled<Template> parse() {
      int at = 0;
      while (at < text.length()) {
        if (text.startsWith("$${", at)) {
          literal.append("${");
          at += 3;
        } else if (text.startsWith("${", at)) {
          at = place(at);
        } else {
          literal.append(text.charAt(at++));
        }
      }
      endLiteral();
      return faults.isEmpty()
          ? new Compiled.Ok<>(new Template(text, parts))
          : new Compiled.Bad<>(faults);
    }

    private int place(int open) {
      int start = open + 2;
      int close = close(start);
      if (close < 0) {
        faults.add(fault(open, "'${' has no matching '}'", "write $${ for a plain ${"));
        return text.length();
      }
      endLiteral();
      String inside = text.substring(start, close);
      if (inside.isBlank()) {
        faults.add(fault(open, "'${}' is empty", null));
      } else {
        Compiled<Expression> compiled = expressions.compile(inside, Expressions.Wanted.text);
        if (compiled instanceof Compiled.Ok<Expression> ok) {
          parts.add(new Part.Place(ok.value()));
        } else if (compiled instanceof Compiled.Bad<Expression> bad) {
          bad.faults().forEach(f -> faults.add(moved(f, start)));
        }
      }
      return close + 1;
    }

    /** The end of the expression that starts here, or -1. */
    private int close(int start) {
      int depth = 0;
      int at = start;
      while (at < text.length()) {
        char c = text.charAt(at);
        if (c == '"' || c == '\'') {
          at = afterString(at);
          continue;
        } else if (c == '{') {
          depth++;
        } else if (c == '}' && depth-- == 0) {
          return at;
        }
        at++;
      }
      return -1;
    }

    private int afterString(int open) {
      char quote = text.charAt(open);
      int at = open + 1;
      while (at < text.length() && text.charAt(at) != quote) {
        at += text.charAt(at) == '\\' ? 2 : 1;
      }
      return at + 1;
    }

    private void endLiteral() {
      if (literal.length() > 0) {
        parts.add(new Part.Literal(literal.toString()));
        literal.setLength(0);
      }
    }

    private Compiled.Fault moved(Compiled.Fault fault, int start) {
      int line = lines(start);
      int column = fault.line() == 0 ? start - text.lastIndexOf('\n', start - 1) - 1 : 0;
      return new Compiled.Fault(
          line + fault.line(), column + fault.column(), fault.reason(), fault.suggestion());
    }

    private Compiled.Fault fault(int at, String reason, @Nullable String s) {
      return new Compiled.Fault(lines(at), at - text.lastIndexOf('\n', at - 1) - 1, reason, s);
    }

    private int lines(int until) {
      return (int) text.substring(0, until).chars().filter(c -> c == '\n').count();
    }
  }
}
