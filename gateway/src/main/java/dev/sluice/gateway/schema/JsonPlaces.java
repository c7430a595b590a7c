package dev.sluice.gateway.schema;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;

/** Where the values of a JSON text stand in it. */
final class JsonPlaces {

  /** Both count from one. */
  record Place(int line, int column) {}

  private static final Place START = new Place(1, 1);

  private final Map<String, Place> byPointer = new HashMap<>();

  /** The text is known to be JSON. */
  JsonPlaces(String text) {
    try (JsonParser parser = new JsonFactory().createParser(text)) {
      while (parser.nextToken() != null) {
        JsonLocation at = parser.currentTokenLocation();
        // The first token of a value comes first; of a member that is its name.
        byPointer.putIfAbsent(
            parser.getParsingContext().pathAsPointer().toString(),
            new Place(at.getLineNr(), at.getColumnNr()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("The text was JSON when it was read before", e);
    }
  }

  /** Of the value or, where there is none, of the nearest one around it. */
  Place of(String pointer) {
    for (String at = pointer; !at.isEmpty(); at = at.substring(0, at.lastIndexOf('/'))) {
      Place place = byPointer.get(at);
      if (place != null) {
        return place;
      }
    }
    return START;
  }
}
