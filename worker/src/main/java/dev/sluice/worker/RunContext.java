package dev.sluice.worker;

import dev.sluice.codec.CannotDecrypt;
import io.temporal.api.common.v1.Payload;
import io.temporal.common.context.ContextPropagator;
import io.temporal.common.converter.DataConverter;
import io.temporal.common.converter.DataConverterException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Carries what belongs to a run's cause from Temporal's headers into the log context, through
 * workflows and activities, so that every log line and every call out can be traced to its event.
 * What is malformed is left out. Thread-safe.
 */
final class RunContext implements ContextPropagator {

  /** Temporal header to log context. */
  private static final Map<String, String> NAMES =
      Map.of(
          "sluice-eid", "eid",
          "sluice-correlation-id", "correlationId",
          "traceparent", "traceparent");

  private static final String TRACE_ID = "traceId";
  private static final int LONGEST = 512;
  private static final Pattern TRACEPARENT =
      Pattern.compile("[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}.*");

  private final DataConverter converter;

  RunContext(DataConverter converter) {
    this.converter = converter;
  }

  @Override
  public String getName() {
    return "sluice-run-context";
  }

  @Override
  public Object getCurrentContext() {
    Map<String, String> context = new HashMap<>();
    for (String name : NAMES.values()) {
      String value = MDC.get(name);
      if (value != null) {
        context.put(name, value);
      }
    }
    return context;
  }

  @Override
  public void setCurrentContext(Object context) {
    Map<?, ?> values = (Map<?, ?>) context;
    for (String name : NAMES.values()) {
      put(name, values.get(name));
    }
    Matcher trace = TRACEPARENT.matcher(String.valueOf(values.get("traceparent")));
    put(TRACE_ID, trace.matches() ? trace.group(1) : null);
  }

  private static void put(String name, @Nullable Object value) {
    if (value == null) {
      MDC.remove(name);
    } else {
      MDC.put(name, value.toString());
    }
  }

  @Override
  public Map<String, Payload> serializeContext(Object context) {
    Map<?, ?> values = (Map<?, ?>) context;
    Map<String, Payload> header = new HashMap<>();
    NAMES.forEach(
        (key, name) -> {
          if (values.get(name) != null) {
            converter.toPayload(values.get(name)).ifPresent(payload -> header.put(key, payload));
          }
        });
    return header;
  }

  @Override
  public Object deserializeContext(Map<String, Payload> header) {
    Map<String, String> context = new HashMap<>();
    NAMES.forEach(
        (key, name) -> {
          Payload payload = header.get(key);
          if (payload != null) {
            text(payload)
                .filter(value -> isSound(name, value))
                .ifPresent(value -> context.put(name, value));
          }
        });
    return context;
  }

  private Optional<String> text(Payload payload) {
    try {
      return Optional.ofNullable(converter.fromPayload(payload, String.class, String.class));
    } catch (DataConverterException | CannotDecrypt e) {
      // Somebody else's, or under a key we lack: a run must not stand still because of a header.
      return Optional.empty();
    }
  }

  private static boolean isSound(String name, String value) {
    return value.length() <= LONGEST
        && (!name.equals("traceparent") || TRACEPARENT.matcher(value).matches());
  }
}
