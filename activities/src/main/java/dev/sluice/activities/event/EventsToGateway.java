package dev.sluice.activities.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.sluice.activities.provider.Failures;
import dev.sluice.activities.provider.Provider;
import dev.sluice.activities.provider.ProviderCall;
import dev.sluice.workflows.event.DerivedEvent;
import dev.sluice.workflows.event.EventPublisher;
import io.temporal.failure.ApplicationFailure;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Posts derived events to the gateway as CloudEvents. The event's own id makes a repeat a
 * duplicate. Stateless.
 */
public final class EventsToGateway implements EventPublisher {

  private static final Logger log = LoggerFactory.getLogger(EventsToGateway.class);

  /** The gateway's word for: the same id came before, with other content. */
  private static final String OTHER_CONTENT = "identity-conflict";

  private final Provider gateway;

  public EventsToGateway(Provider gateway) {
    this.gateway = gateway;
  }

  @Override
  public void publish(DerivedEvent event) {
    try {
      gateway.send(
          ProviderCall.publish(
              CloudEvent.of(event), "application/cloudevents+json", "v1", "events"));
    } catch (ApplicationFailure e) {
      if (!Failures.isRefusal(e, OTHER_CONTENT)) {
        throw e;
      }
      // The first one is kept and stands; a run that was reset may word the same moment otherwise.
      log.warn("the gateway already has event {} with other content; it stands", event.id());
    }
  }

  @JsonInclude(JsonInclude.Include.NON_NULL)
  private record CloudEvent(
      String specversion,
      String id,
      String source,
      String type,
      String subject,
      String datacontenttype,
      @Nullable String correlationid,
      @Nullable String causationid,
      Map<String, Object> data) {

    static CloudEvent of(DerivedEvent event) {
      return new CloudEvent(
          "1.0",
          event.id(),
          event.source(),
          event.type(),
          event.subject(),
          "application/json",
          event.correlationId(),
          event.causationId(),
          event.data());
    }
  }
}
