package dev.sluice.gateway.schema;

import com.networknt.schema.Error;

/** A validator's error as a pointer into the event and a short detail without the sender's data. */
final class SchemaWords {

  private static final int LONGEST = 200;

  private SchemaWords() {}

  static Violation violation(Error error) {
    String keyword = error.getKeyword() == null ? "" : error.getKeyword();
    String pointer = "/data" + error.getInstanceLocation();
    return switch (keyword) {
      case "required" -> new Violation(pointer + "/" + token(error), "is required");
      case "additionalProperties", "unevaluatedProperties" ->
          new Violation(pointer + "/" + token(error), "is not a known property");
      case "enum" -> new Violation(pointer, "is not one of the allowed values");
      default -> new Violation(pointer, shorten(error.getMessage()));
    };
  }

  private static String token(Error error) {
    String property = error.getProperty() == null ? "" : error.getProperty();
    return property.replace("~", "~0").replace("/", "~1");
  }

  private static String shorten(String message) {
    return message.length() <= LONGEST ? message : message.substring(0, LONGEST) + "...";
  }
}
