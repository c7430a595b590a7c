package dev.sluice.gateway.source;

import static dev.sluice.gateway.source.Deliveries.posted;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.gateway.config.ConfigFile;
import dev.sluice.gateway.config.Loaded;
import dev.sluice.gateway.event.Event;
import dev.sluice.gateway.event.EventReader;
import dev.sluice.gateway.journal.TestClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** What deliveries become by the {@code sources} of a file, on a clock that stands still. */
final class Normalised {

  static final Instant NOW = Instant.parse("2026-11-21T09:30:00Z");
  static final String JSON = "application/json";
  static final String FORM = "application/x-www-form-urlencoded";

  private static final String ROUTES =
      "routes: [{name: none, on: no.such, cancel: {id: 'x-${event.id}'}}]\n";

  private final Normaliser normaliser = new Normaliser(new EventReader(new TestClock(NOW)));
  private final Sources sources;

  private Normalised(Sources sources) {
    this.sources = sources;
  }

  /** The sources have their secrets in the files {@code secret} and {@code whsec}. */
  static Normalised by(Path folder, String sources) {
    try {
      Files.writeString(folder.resolve("secret"), "a secret of the tests");
      Files.writeString(folder.resolve("whsec"), "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
      String file = "sources:\n" + sources.indent(2) + ROUTES;
      Loaded loaded = ConfigFile.load(Files.writeString(folder.resolve("sluice.yaml"), file));
      assertThat(loaded).as("%s", loaded).isInstanceOf(Loaded.Ready.class);
      return new Normalised(((Loaded.Ready) loaded).config().sources());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Event event(String name, Delivery delivery) {
    Source source = sources.find(name).orElseThrow();
    return normaliser.event(source, delivery, normaliser.data(source, delivery));
  }

  Event json(String source, String body, String... headers) {
    List<String> all = new ArrayList<>(List.of(headers));
    all.addAll(List.of("Content-Type", JSON));
    return event(source, posted(body, all.toArray(String[]::new)));
  }

  static JsonNode data(Event event) {
    return Objects.requireNonNull(event.data().json(), "The data is no JSON");
  }
}
