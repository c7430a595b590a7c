package dev.sluice.gateway.config;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads origins of web pages, each as a browser writes it in {@code Origin}: what is written in any
 * other way would never be one.
 */
final class OriginReader {

  private static final Pattern ORIGIN =
      Pattern.compile("(https?)://([a-z0-9._-]+|\\[[0-9a-f:.]+])(?::([0-9]{1,5}))?");

  private static final Pattern THIS_MACHINE =
      Pattern.compile("https?://(localhost|127(\\.[0-9]{1,3}){3}|\\[::1])(:[0-9]+)?");

  private OriginReader() {}

  /** Of an origin as it is read here. */
  static boolean isThisMachine(String origin) {
    return THIS_MACHINE.matcher(origin).matches();
  }

  static Optional<Set<String>> read(Value value) {
    List<Value> items = value.list().orElse(List.of());
    if (items.isEmpty()) {
      return value.refuse("names no origin", "as in https://shop.example");
    }
    Set<String> origins = new LinkedHashSet<>();
    for (Value item : items) {
      Optional<String> origin = item.text().flatMap(text -> origin(item, text));
      if (origin.isPresent() && !origins.add(origin.get())) {
        item.refuse("'" + origin.get() + "' is there twice", null);
      }
    }
    return origins.size() == items.size() ? Optional.of(origins) : Optional.empty();
  }

  private static Optional<String> origin(Value item, String text) {
    if (text.contains("*") || text.equals("null")) {
      return item.refuse("'" + text + "' is no one origin", "name each origin, without wildcards");
    }
    String plain = text.toLowerCase(Locale.ROOT);
    Matcher matcher =
        ORIGIN.matcher(plain.endsWith("/") ? plain.substring(0, plain.length() - 1) : plain);
    if (!matcher.matches()) {
      return item.refuse(
          "'" + text + "' is no origin",
          "scheme, host and, where it is not the usual one, port: https://shop.example");
    }
    String port = matcher.group(3);
    boolean isUsual = port == null || port.equals(matcher.group(1).equals("https") ? "443" : "80");
    String written = matcher.group(1) + "://" + matcher.group(2) + (isUsual ? "" : ":" + port);
    return written.equals(text)
        ? Optional.of(text)
        : item.refuse("'" + text + "' is never what a browser sends", "write " + written);
  }
}
