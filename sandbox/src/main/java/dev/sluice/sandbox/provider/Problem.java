package dev.sluice.sandbox.provider;

import java.util.List;
import java.util.Map;

/**
 * An RFC 9457 problem, thrown anywhere under a handler and answered in one place. A problem that is
 * thrown is never kept as the answer to a key; a refusal that shall be is an {@link Answer}.
 */
public final class Problem extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** {@code pointer} is a JSON pointer into the body, empty for the whole. */
  record FieldError(String pointer, String detail) {}

  private final int status;
  private final String type;
  private final String title;
  private final transient List<FieldError> errors;
  private final transient Map<String, String> headers;

  private Problem(
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

  static Problem of(int status, String type, String title, String detail, List<FieldError> errors) {
    return new Problem(status, type, title, detail, errors, Map.of());
  }

  Problem with(String header, String value) {
    return new Problem(status, type, title, detail(), errors, Map.of(header, value));
  }

  int status() {
    return status;
  }

  String type() {
    return type;
  }

  String title() {
    return title;
  }

  String detail() {
    return String.valueOf(getMessage());
  }

  List<FieldError> errors() {
    return errors;
  }

  Map<String, String> headers() {
    return headers;
  }
}
