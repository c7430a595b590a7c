package dev.sluice.gateway.config;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.gateway.event.Event;
import dev.sluice.gateway.route.Compiled;
import dev.sluice.gateway.route.EventMapping;
import dev.sluice.gateway.route.Expressions;
import dev.sluice.gateway.schema.CannotUpcast;
import dev.sluice.gateway.schema.Upcast;
import dev.sluice.gateway.schema.UpcastLanguage;
import java.util.Optional;

/** Up-casts are CEL over the event, as everything else in the configuration. */
final class CelUpcasts implements UpcastLanguage {

  private final Expressions language = Expressions.overEvents();

  @Override
  public Optional<Upcast> compile(String text, Faults faults) {
    Compiled<EventMapping> compiled = EventMapping.compile(language, text);
    if (compiled instanceof Compiled.Ok<EventMapping> ok) {
      return Optional.of(event -> newer(ok.value(), event));
    }
    ((Compiled.Bad<EventMapping>) compiled)
        .faults()
        .forEach(
            fault ->
                faults.add(
                    fault.line() + 1,
                    fault.column() + 1,
                    fault.suggestion() == null
                        ? fault.reason()
                        : fault.reason() + " (" + fault.suggestion() + ")"));
    return Optional.empty();
  }

  private static JsonNode newer(EventMapping mapping, Event event) throws CannotUpcast {
    try {
      return mapping.of(event);
    } catch (IllegalArgumentException e) {
      throw new CannotUpcast(String.valueOf(e.getMessage()));
    }
  }
}
