package dev.sluice.gateway.edge;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;

/** An RFC 9457 problem, as an exception: thrown anywhere under a handler, answered in one place. */
public final class Problem extends RuntimeException {

  /** {@code pointer} is a JSON pointer into the body, empty for the whole. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record FieldError(String pointer, String detail) {}

  private final int status;
  private final String type;
  private final String title;
  private final transient List<FieldError> errors;
  private final transient Map<String, String> headers;

  public Problem(
      int status,
      String type,
      String title,
      String detail,
      List<FieldError> errors,
      Map<String, String> headers) {
    super(detail);
    this.status = status;
    this.type = type;
    this.title = title;
    this.errors = List.copyOf(errors);
    this.headers = Map.copyOf(headers);
  }

  public static Problem of(int status, String type, String title, String detail) {
    return new Problem(status, type, title, detail, List.of(), Map.of());
  }

  public int status() {
    return status;
  }

  /** The last part of the problem's type URI: a stable word such as {@code malformed-json}. */
  public String type() {
    return type;
  }

  public String title() {
    return title;
  }

  public List<FieldError> errors() {
    return errors;
  }

  public Map<String, String> headers() {
    return headers;
  }
}
