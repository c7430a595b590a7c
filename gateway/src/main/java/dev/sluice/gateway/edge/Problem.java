package dev.sluice.gateway.edge;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.javalin.http.Context;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An RFC 9457 problem, as an exception: thrown anywhere under a handler, answered in one place. */
public final class Problem extends RuntimeException {

  /**
   * One fault and its place: a JSON pointer into the body, empty for the whole, or the name of a
   * header or of a query parameter.
   */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record FieldError(
      String pointer, @Nullable String header, @Nullable String parameter, String detail) {

    public static FieldError at(String pointer, String detail) {
      return new FieldError(pointer, null, null, detail);
    }

    static FieldError header(String name, String detail) {
      return new FieldError("", name, null, detail);
    }

    static FieldError parameter(String name, String detail) {
      return new FieldError("", null, name, detail);
    }
  }

  private final int status;
  private final String type;
  private final String title;
  private final transient List<FieldError> errors;
  private final transient Map<String, String> headers;
  private final transient Map<String, Object> more;

  private Problem(
      int status,
      String type,
      String title,
      String detail,
      List<FieldError> errors,
      Map<String, String> headers,
      Map<String, Object> more) {
    super(detail, null, false, false);
    this.status = status;
    this.type = type;
    this.title = title;
    this.errors = List.copyOf(errors);
    this.headers = Map.copyOf(headers);
    this.more = Map.copyOf(more);
  }

  public static Problem of(int status, String type, String title, String detail) {
    return new Problem(status, type, title, detail, List.of(), Map.of(), Map.of());
  }

  /** What this request was answered with, for those who say it in another form. */
  public static Optional<Problem> answered(Context ctx) {
    return Optional.ofNullable(ctx.<Problem>attribute(Problems.PROBLEM));
  }

  public Problem withErrors(List<FieldError> faults) {
    return new Problem(status, type, title, detail(), faults, headers, more);
  }

  public Problem withHeader(String name, String value) {
    return new Problem(status, type, title, detail(), errors, Map.of(name, value), more);
  }

  /** A member of the problem's own, beside those of the RFC. */
  public Problem with(String member, Object value) {
    return new Problem(status, type, title, detail(), errors, headers, Map.of(member, value));
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

  public String detail() {
    return String.valueOf(getMessage());
  }

  public List<FieldError> errors() {
    return errors;
  }

  public Map<String, String> headers() {
    return headers;
  }

  public Map<String, Object> more() {
    return more;
  }
}
