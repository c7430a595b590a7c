package dev.sluice.gateway.event;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** W3C trace context. What is not valid is left out: a trace never makes a request fail. */
record TraceContext(@Nullable String traceparent, @Nullable String tracestate) {

  private static final Pattern VERSION_0 =
      Pattern.compile("00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");
  private static final Pattern LATER =
      Pattern.compile(
          "(?!ff|00)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-.*)?");
  private static final int MAX_PARENT = 512;
  private static final TraceContext NONE = new TraceContext(null, null);

  /** A state without a valid parent means nothing, so it goes too. */
  static TraceContext of(@Nullable String traceparent, @Nullable String tracestate) {
    if (traceparent == null || !isValid(traceparent.strip())) {
      return NONE;
    }
    String state = tracestate == null ? null : TraceState.parse(tracestate).orElse(null);
    return new TraceContext(traceparent.strip(), state);
  }

  private static boolean isValid(String traceparent) {
    return traceparent.length() <= MAX_PARENT
        && (VERSION_0.matcher(traceparent).matches() || LATER.matcher(traceparent).matches());
  }
}
