package dev.sluice.gateway.source;

import dev.sluice.gateway.route.EventMapping;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a source's deliveries look like, and what becomes of them. Immutable.
 *
 * @param map for attributes and extensions by name, the data, and {@link #WORD}: an expression over
 *     the delivery as an event, its body the data and its kept headers the extensions
 * @param jsonText whether data that is a string is read as the JSON in it
 * @param headers the ones kept, in lower case
 * @param types the sender's types, by which they are renamed
 */
public record Shape(
    Map<String, EventMapping> map,
    boolean jsonText,
    List<String> headers,
    Map<String, String> types) {

  /** The sender's own name of the type: renamed, or with the provider before it. */
  public static final String WORD = "word";

  public static final String DATA = "data";

  /** How a kept header is named as an extension: {@code X-GitHub-Event} is githubevent. */
  public static String extension(String header) {
    String name = header.toLowerCase(Locale.ROOT);
    return (name.startsWith("x-") ? name.substring(2) : name).replaceAll("[^a-z0-9]", "");
  }

  Map<String, Object> kept(Delivery delivery) {
    Map<String, Object> kept = new LinkedHashMap<>();
    for (String header : headers) {
      delivery
          .header(header)
          .filter(value -> !value.isEmpty())
          .ifPresent(value -> kept.put(extension(header), value));
    }
    return kept;
  }
}
