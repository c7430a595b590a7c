package dev.sluice.gateway.source;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code application/x-www-form-urlencoded}, of a body or a query: names with their values. */
final class Form {

  private static final String CONTENT_TYPE = "application/x-www-form-urlencoded";
  private static final int MAX_FIELDS = 1_000;

  private Form() {}

  static boolean isForm(String contentType) {
    String essence = contentType.split(";", 2)[0].strip();
    return essence.equalsIgnoreCase(CONTENT_TYPE);
  }

  /** Empty where it is not UTF-8 once decoded, a percent sign stands alone, or it has no end. */
  static Optional<Map<String, List<String>>> read(byte[] bytes) {
    Map<String, List<String>> fields = new LinkedHashMap<>();
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    int count = 0;
    for (int from = 0; from < text.length(); ) {
      int end = text.indexOf('&', from);
      String pair = text.substring(from, end < 0 ? text.length() : end);
      from += pair.length() + 1;
      if (pair.isEmpty()) {
        continue;
      }
      int equals = pair.indexOf('=');
      Optional<String> name = decode(equals < 0 ? pair : pair.substring(0, equals));
      Optional<String> value = decode(equals < 0 ? "" : pair.substring(equals + 1));
      if (name.isEmpty() || value.isEmpty() || ++count > MAX_FIELDS) {
        return Optional.empty();
      }
      fields.computeIfAbsent(name.get(), none -> new ArrayList<>(1)).add(value.get());
    }
    return Optional.of(fields);
  }

  private static Optional<String> decode(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '%') {
        int high = i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
        int low = i + 2 < text.length() ? Character.digit(text.charAt(i + 2), 16) : -1;
        if (high < 0 || low < 0) {
          return Optional.empty();
        }
        bytes.write(high * 16 + low);
        i += 2;
      } else {
        bytes.write(c == '+' ? ' ' : c);
      }
    }
    try {
      return Optional.of(
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(bytes.toByteArray()))
              .toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }
}
