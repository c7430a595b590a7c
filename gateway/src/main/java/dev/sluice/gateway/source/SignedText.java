package dev.sluice.gateway.source;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a scheme signs: {@code ${body}} once, {@code ${timestamp}} where there is one, and the
 * characters around them, as in <code>v0:${timestamp}:${body}</code>.
 */
public final class SignedText {

  public static final String BODY = "${body}";
  static final String TIMESTAMP = "${timestamp}";
  private static final Pattern PLACE = Pattern.compile("\\$\\{[^}]*}");

  private final List<String> parts;

  private SignedText(List<String> parts) {
    this.parts = parts;
  }

  /** Empty unless the body is in it once and no other place than the timestamp, at most once. */
  public static Optional<SignedText> parse(String text) {
    List<String> parts = new ArrayList<>();
    Matcher place = PLACE.matcher(text);
    int at = 0;
    while (place.find()) {
      parts.add(text.substring(at, place.start()));
      parts.add(place.group());
      at = place.end();
    }
    parts.add(text.substring(at));
    parts.removeIf(String::isEmpty);
    long bodies = parts.stream().filter(BODY::equals).count();
    long timestamps = parts.stream().filter(TIMESTAMP::equals).count();
    long places = parts.stream().filter(part -> PLACE.matcher(part).matches()).count();
    boolean good = bodies == 1 && timestamps <= 1 && places == bodies + timestamps;
    return good ? Optional.of(new SignedText(List.copyOf(parts))) : Optional.empty();
  }

  static SignedText of(String text) {
    return parse(text).orElseThrow(() -> new IllegalArgumentException(text));
  }

  public boolean hasTimestamp() {
    return parts.contains(TIMESTAMP);
  }

  List<byte[]> of(String timestamp, byte[] body) {
    List<byte[]> bytes = new ArrayList<>(parts.size());
    for (String part : parts) {
      if (part.equals(BODY)) {
        bytes.add(body);
      } else {
        String text = part.equals(TIMESTAMP) ? timestamp : part;
        bytes.add(text.getBytes(StandardCharsets.UTF_8));
      }
    }
    return bytes;
  }
}
