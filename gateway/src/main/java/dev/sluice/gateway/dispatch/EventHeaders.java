package dev.sluice.gateway.dispatch;

import dev.sluice.gateway.event.Event;
import io.temporal.api.common.v1.Header;
import io.temporal.api.common.v1.Payload;
import io.temporal.common.context.ContextPropagator;
import io.temporal.common.converter.DataConverter;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Carries the event's names into Temporal's headers, as JSON strings, from where the worker puts
 * them into the logs of workflows and activities. The SDK leaves headers as they are: that they are
 * encrypted where payloads are is done here.
 */
final class EventHeaders implements ContextPropagator {

  private final ThreadLocal<Map<String, Payload>> current = ThreadLocal.withInitial(Map::of);
  private final DataConverter converter;

  EventHeaders(DataConverter converter) {
    this.converter = converter;
  }

  /** Starts that are made within the call carry the event. */
  <T> T with(Event event, Supplier<T> call) {
    current.set(of(event));
    try {
      return call.get();
    } finally {
      current.remove();
    }
  }

  Header header(Event event) {
    return Header.newBuilder().putAllFields(of(event)).build();
  }

  private Map<String, Payload> of(Event event) {
    Map<String, Payload> headers = new HashMap<>();
    headers.put("sluice-eid", payload(event.eid().toString()));
    headers.put("sluice-correlation-id", payload(event.correlationId()));
    headers.put("traceparent", payload(trace(event)));
    return headers;
  }

  /** An event without a trace begins one, named by its eid: the same however often it is sent. */
  private static String trace(Event event) {
    if (event.traceparent() != null) {
      return event.traceparent();
    }
    String id = event.eid().toString().replace("-", "");
    return "00-" + id + "-" + id.substring(16) + "-00";
  }

  private Payload payload(String text) {
    return converter.toPayload(text).orElseThrow();
  }

  @Override
  public String getName() {
    return "sluice-event";
  }

  @Override
  @SuppressWarnings("unchecked") // Only ever given what getCurrentContext returned.
  public Map<String, Payload> serializeContext(Object context) {
    return (Map<String, Payload>) context;
  }

  @Override
  public Object deserializeContext(Map<String, Payload> context) {
    return context;
  }

  @Override
  public Object getCurrentContext() {
    return current.get();
  }

  @Override
  public void setCurrentContext(Object context) {
    throw new UnsupportedOperationException("Only clients use this; the worker has its own");
  }
}
