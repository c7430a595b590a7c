package dev.sluice.gateway.source;

import dev.sluice.gateway.event.Incoming;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A delivery as a file: headers a line each, an empty line, and the body's very bytes. A request
 * line may stand first, and gives the query. Where a {@code Content-Length} tells how long the body
 * is, what comes after is not of it: editors end a file with a line end that nobody signed.
 */
public final class DeliveryText {

  private static final Pattern REQUEST_LINE =
      Pattern.compile("[A-Z]+ ([^ ?]*)(?:\\?([^ ]*))?(?: HTTP/[0-9.]+)?");
  private static final Pattern LENGTH = Pattern.compile("[0-9]{1,9}");

  private DeliveryText() {}

  /**
   * @throws IllegalArgumentException with what is wrong, for people
   */
  public static Delivery parse(byte[] file) {
    Map<String, List<String>> headers = new HashMap<>();
    String query = "";
    int at = 0;
    for (int number = 1; ; number++) {
      int end = at;
      while (end < file.length && file[end] != '\n') {
        end++;
      }
      if (end == file.length) {
        throw new IllegalArgumentException("there is no empty line between headers and body");
      }
      String line = new String(file, at, end - at, StandardCharsets.UTF_8).stripTrailing();
      at = end + 1;
      if (line.isEmpty()) {
        return new Delivery(new Incoming(headers, body(file, at, headers)), query);
      }
      var request = REQUEST_LINE.matcher(line);
      if (number == 1 && request.matches()) {
        query = request.group(2) == null ? "" : request.group(2);
      } else {
        header(headers, line, number);
      }
    }
  }

  private static void header(Map<String, List<String>> headers, String line, int number) {
    int colon = line.indexOf(':');
    if (colon < 1) {
      throw new IllegalArgumentException("line " + number + " is no header, as in Name: value");
    }
    headers
        .computeIfAbsent(
            line.substring(0, colon).strip().toLowerCase(Locale.ROOT), name -> new ArrayList<>())
        .add(line.substring(colon + 1).strip());
  }

  private static byte[] body(byte[] file, int from, Map<String, List<String>> headers) {
    List<String> lengths = headers.getOrDefault("content-length", List.of());
    if (lengths.size() != 1 || !LENGTH.matcher(lengths.get(0)).matches()) {
      return Arrays.copyOfRange(file, from, file.length);
    }
    int length = Integer.parseInt(lengths.get(0));
    if (length > file.length - from) {
      throw new IllegalArgumentException(
          "Content-Length is " + length + ", and the body has " + (file.length - from) + " bytes");
    }
    return Arrays.copyOfRange(file, from, from + length);
  }
}
