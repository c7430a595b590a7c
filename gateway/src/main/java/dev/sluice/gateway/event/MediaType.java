package dev.sluice.gateway.event;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A media type of RFC 2046, its essence in lower case, with the one parameter that matters. */
record MediaType(String essence, Optional<String> charset) {

  private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
  private static final Pattern PARAMETER =
      Pattern.compile("\\s*;\\s*(" + TOKEN + ")=(" + TOKEN + "|\"(?:[^\"\\\\]|\\\\.)*\")");
  private static final Pattern ESSENCE = Pattern.compile("\\s*(" + TOKEN + "/" + TOKEN + ")");
  private static final int MAX_LENGTH = 255;

  /** Empty where the text is no media type. */
  static Optional<MediaType> parse(String text) {
    if (text.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    Matcher essence = ESSENCE.matcher(text);
    if (!essence.lookingAt()) {
      return Optional.empty();
    }
    Optional<String> charset = Optional.empty();
    int at = essence.end();
    Matcher parameter = PARAMETER.matcher(text);
    while (parameter.region(at, text.length()).lookingAt()) {
      at = parameter.end();
      if (parameter.group(1).equalsIgnoreCase("charset")) {
        charset = Optional.of(parameter.group(2).replace("\"", "").toLowerCase(Locale.ROOT));
      }
    }
    if (!text.substring(at).isBlank()) {
      return Optional.empty();
    }
    return Optional.of(new MediaType(essence.group(1).toLowerCase(Locale.ROOT), charset));
  }

  boolean isJson() {
    return essence.endsWith("/json") || essence.endsWith("+json");
  }

  boolean isCloudEvents() {
    return essence.startsWith("application/cloudevents");
  }

  boolean isUtf8() {
    return charset.isEmpty() || charset.get().equals("utf-8") || charset.get().equals("us-ascii");
  }
}
