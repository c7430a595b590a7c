package dev.sluice.gateway.config;

import dev.sluice.gateway.route.EventMapping;
import dev.sluice.gateway.route.Expressions;
import dev.sluice.gateway.source.Kind;
import dev.sluice.gateway.source.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a source's deliveries look like: a preset, which is a file of the same words, and over
 * it what the source says itself, key by key.
 */
final class ShapeReader {

  static final List<String> PRESETS = List.of("business-event", "agent-event", "stream-event");

  private static final List<String> ATTRIBUTES =
      List.of(
          "id",
          "type",
          "word",
          "source",
          "subject",
          "time",
          "dataversion",
          "dataschema",
          "correlationid",
          "causationid",
          "partitionkey",
          "priority",
          "targetagents",
          "data");
  private static final Set<String> RESERVED =
      Set.of(
          "specversion", "datacontenttype", "idempotencykey", "traceparent", "tracestate", "eid");
  private static final Set<String> CREDENTIALS =
      Set.of("authorization", "proxy-authorization", "cookie", "x-api-key");
  private static final Pattern EXTENSION = Pattern.compile("[a-z0-9]{1,64}");
  private static final Pattern HEADER = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}");

  private static final Shape NOTHING = new Shape(Map.of(), false, List.of(), Map.of());

  private final Expressions language = Expressions.overEvents();

  Shape read(Section section, @Nullable Kind kind) {
    Optional<String> preset = section.optional("preset").flatMap(v -> v.oneOf(PRESETS));
    Shape below = preset.or(() -> ofKind(kind)).map(this::preset).orElse(NOTHING);
    Shape own = own(section);
    Map<String, EventMapping> map = new HashMap<>(below.map());
    if (own.map().containsKey("type")) {
      map.remove(Shape.WORD);
    } else if (own.map().containsKey(Shape.WORD)) {
      map.remove("type");
    }
    map.putAll(own.map());
    Set<String> headers = new LinkedHashSet<>(below.headers());
    headers.addAll(own.headers());
    return new Shape(
        Map.copyOf(map), below.jsonText() || own.jsonText(), List.copyOf(headers), types(section));
  }

  private static Optional<String> ofKind(@Nullable Kind kind) {
    return Optional.ofNullable(kind)
        .map(
            known ->
                switch (known) {
                  case hmac, basic, apiKey -> "generic";
                  default -> known.word();
                });
  }

  /** One of our own files: what is wrong in it is our fault, which a test would have shown. */
  private Shape preset(String name) {
    Findings findings = new Findings(Path.of("preset " + name));
    Shape shape =
        YamlText.read(text("presets/" + name + ".yaml"), findings)
            .flatMap(root -> new Value(findings, "", root).section())
            .map(
                section -> {
                  Shape read = own(section);
                  section.close();
                  return read;
                })
            .orElse(NOTHING);
    if (!findings.isClean()) {
      throw new IllegalStateException(findings.errors().toString());
    }
    return shape;
  }

  private static String text(String resource) {
    try (InputStream in = ShapeReader.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("There is no " + resource);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Shape own(Section section) {
    Map<String, EventMapping> map = new HashMap<>();
    boolean[] jsonText = {false};
    section
        .optional("map")
        .flatMap(Value::section)
        .ifPresent(
            mapping -> {
              jsonText[0] = map(mapping, map);
              mapping.close();
            });
    return new Shape(map, jsonText[0], headers(section), Map.of());
  }

  private boolean map(Section mapping, Map<String, EventMapping> map) {
    for (String name : ATTRIBUTES) {
      mapping
          .optional(name)
          .flatMap(this::mapping)
          .ifPresent(expression -> map.put(name, expression));
    }
    if (mapping.has("type") && mapping.has("word")) {
      mapping.refuse(
          "has both 'type' and 'word'", "type: the event's own; word: behind the source's name");
    }
    mapping
        .optional("extensions")
        .flatMap(Value::section)
        .ifPresent(extensions -> extensions(extensions, map));
    return mapping.optional("jsonText").flatMap(Value::truth).orElse(false);
  }

  private Optional<EventMapping> mapping(Value value) {
    return value.compiled(text -> EventMapping.compile(language, text));
  }

  private void extensions(Section extensions, Map<String, EventMapping> map) {
    for (String name : extensions.keys()) {
      Optional<Value> value = extensions.optional(name);
      if (!EXTENSION.matcher(name).matches() || isTaken(name)) {
        value.ifPresent(
            v ->
                v.refuse(
                    "'" + name + "' is not an extension's name",
                    "lower-case letters and digits, and none of our own attributes"));
      } else {
        value.flatMap(this::mapping).ifPresent(expression -> map.put(name, expression));
      }
    }
  }

  private static boolean isTaken(String extension) {
    return ATTRIBUTES.contains(extension) || RESERVED.contains(extension);
  }

  private static List<String> headers(Section section) {
    List<String> headers = new ArrayList<>();
    section
        .optional("keep")
        .flatMap(Value::list)
        .ifPresent(items -> items.forEach(item -> header(item).ifPresent(headers::add)));
    return headers;
  }

  private static Optional<String> header(Value value) {
    Optional<String> name = value.text().map(text -> text.toLowerCase(Locale.ROOT));
    if (name.isEmpty()) {
      return name;
    }
    String extension = Shape.extension(name.get());
    if (CREDENTIALS.contains(name.get())) {
      return value.refuse("a credential is never kept", null);
    } else if (!HEADER.matcher(name.get()).matches() || extension.isEmpty()) {
      return value.refuse("'" + name.get() + "' is not a header's name", null);
    } else if (isTaken(extension)) {
      return value.refuse("would be kept as '" + extension + "', which is ours", "map it instead");
    }
    return name;
  }

  private static Map<String, String> types(Section section) {
    Map<String, String> types = new HashMap<>();
    section
        .optional("types")
        .flatMap(Value::section)
        .ifPresent(
            renamed -> {
              for (String name : renamed.keys()) {
                renamed
                    .optional(name)
                    .flatMap(Value::name)
                    .ifPresent(type -> types.put(name, type));
              }
            });
    return Map.copyOf(types);
  }
}
