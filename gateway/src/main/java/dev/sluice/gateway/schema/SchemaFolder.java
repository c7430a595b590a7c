package dev.sluice.gateway.schema;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.path.PathType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Reads the schemas {@code <type>/<dataversion>.json} of a folder, and beside them {@code
 * <dataversion>.upcast.cel}, which makes the next version's data. Each file stands alone: nothing
 * is fetched, and a reference out of the file is a fault. What of a newer version breaks the users
 * of the one before is warned of, unless that one is up-cast.
 */
public final class SchemaFolder {

  /** What a folder gave: schemas that work, or every fault in it. */
  public sealed interface Loaded {

    record Ready(SchemaCheck schemas, List<SchemaFault> warnings) implements Loaded {}

    record Refused(List<SchemaFault> faults) implements Loaded {}
  }

  private static final long LARGEST = 1 << 20;
  private static final String SUFFIX = ".json";
  private static final String UPCAST = ".upcast.cel";

  private record Read(Path file, String text, JsonNode json, Schema schema) {}

  /** 2 before 10, and numbers before words. */
  private static final Comparator<String> BY_VERSION =
      Comparator.comparing(SchemaFolder::padded).thenComparing(Comparator.naturalOrder());

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final UpcastLanguage language;
  private final List<SchemaFault> faults = new ArrayList<>();
  private final List<SchemaFault> warnings = new ArrayList<>();
  private final SchemaRegistry registry =
      SchemaRegistry.withDefaultDialect(
          SpecificationVersion.DRAFT_2020_12,
          builder ->
              builder
                  .schemaLoader(loader -> loader.fetchRemoteResources(false))
                  .schemaRegistryConfig(
                      SchemaRegistryConfig.builder()
                          .formatAssertionsEnabled(true)
                          .pathType(PathType.JSON_POINTER)
                          .preloadSchema(true)
                          .regularExpressionFactory(new LinearRegex())
                          .locale(Locale.ROOT)
                          .build()));
  private final Schema metaSchema =
      registry.getSchema(SchemaLocation.of(SpecificationVersion.DRAFT_2020_12.getDialectId()));

  private SchemaFolder(UpcastLanguage language) {
    this.language = language;
  }

  public static Loaded load(Path folder, UpcastLanguage language) {
    return new SchemaFolder(language).read(folder);
  }

  private Loaded read(Path folder) {
    Map<String, Versions> byType = new HashMap<>();
    for (Path type : children(folder)) {
      if (Files.isDirectory(type)) {
        readType(type, byType);
      } else if (name(type).endsWith(SUFFIX)) {
        fault(type, "a schema's place is <type>/<dataversion>.json, one folder per event type");
      }
    }
    return faults.isEmpty()
        ? new Loaded.Ready(new SchemaCheck(byType), List.copyOf(warnings))
        : new Loaded.Refused(List.copyOf(faults));
  }

  private void readType(Path folder, Map<String, Versions> byType) {
    NavigableMap<String, Read> schemas = new TreeMap<>(BY_VERSION);
    Map<String, Path> upcasts = new TreeMap<>();
    for (Path file : children(folder)) {
      String name = name(file);
      if (Files.isRegularFile(file) && name.endsWith(UPCAST)) {
        upcasts.put(name.substring(0, name.length() - UPCAST.length()), file);
      } else if (Files.isRegularFile(file) && name.endsWith(SUFFIX)) {
        String version = name.substring(0, name.length() - SUFFIX.length());
        readFile(file).ifPresent(read -> schemas.put(version, read));
      }
    }
    Map<String, Upcast> compiled = new HashMap<>();
    upcasts.forEach(
        (version, file) ->
            upcast(version, file, schemas).ifPresent(upcast -> compiled.put(version, upcast)));
    if (!schemas.isEmpty()) {
      byType.put(name(folder), new Versions(versions(schemas, compiled)));
      TypeNames.offConvention(name(folder)).ifPresent(what -> warn(folder, what));
    }
  }

  private NavigableMap<String, Versions.Version> versions(
      NavigableMap<String, Read> schemas, Map<String, Upcast> upcasts) {
    NavigableMap<String, Versions.Version> versions = new TreeMap<>(BY_VERSION);
    schemas.forEach(
        (name, read) -> {
          Upcast upcast = upcasts.get(name);
          versions.put(name, new Versions.Version(read.schema(), upcast));
          Map.Entry<String, Read> newer = schemas.higherEntry(name);
          if (newer != null && upcast == null) {
            warnOfBreaks(name, read, newer.getValue());
          }
        });
    return versions;
  }

  private void warnOfBreaks(String version, Read older, Read newer) {
    List<SchemaChanges.Change> breaks = SchemaChanges.breaking(older.json(), newer.json());
    if (breaks.isEmpty()) {
      return;
    }
    JsonPlaces places = new JsonPlaces(newer.text());
    for (SchemaChanges.Change change : breaks) {
      JsonPlaces.Place at = places.of(change.pointer());
      warnings.add(
          new SchemaFault(
              newer.file(),
              at.line(),
              at.column(),
              "breaks version " + version + ": " + change.what()));
    }
  }

  private Optional<Upcast> upcast(String version, Path file, NavigableMap<String, Read> schemas) {
    if (!schemas.containsKey(version)) {
      fault(file, "there is no schema " + version + SUFFIX + " of the version that it reads");
      return Optional.empty();
    }
    if (schemas.higherKey(version) == null) {
      fault(file, "there is no newer version than " + version + " to make");
      return Optional.empty();
    }
    return text(file)
        .flatMap(
            text ->
                language.compile(
                    text,
                    (line, column, reason) ->
                        faults.add(new SchemaFault(file, line, column, reason))));
  }

  private Optional<String> text(Path file) {
    try {
      if (Files.size(file) <= LARGEST) {
        return Optional.of(Files.readString(file));
      }
      fault(file, "the file is larger than 1 MiB");
    } catch (IOException e) {
      fault(file, "cannot be read: " + e.getMessage());
    }
    return Optional.empty();
  }

  private Optional<Read> readFile(Path file) {
    return text(file).flatMap(text -> readFile(file, text));
  }

  private Optional<Read> readFile(Path file, String text) {
    try {
      JsonNode json = JSON.readTree(text);
      int before = faults.size();
      metaSchema.validate(json).forEach(error -> fault(file, words(error)));
      References.faults(json).forEach(reason -> fault(file, reason));
      if (faults.size() == before) {
        Schema schema = registry.getSchema(SchemaLocation.of(file.toUri().toString()), json);
        return Optional.of(new Read(file, text, json, schema));
      }
    } catch (JsonProcessingException e) {
      JsonLocation at = e.getLocation();
      int line = at == null ? 1 : Math.max(1, at.getLineNr());
      int column = at == null ? 1 : Math.max(1, at.getColumnNr());
      faults.add(new SchemaFault(file, line, column, "not JSON: " + e.getOriginalMessage()));
    } catch (SchemaException | com.google.re2j.PatternSyntaxException e) {
      fault(file, "not a schema that can be used: " + e.getMessage());
    }
    return Optional.empty();
  }

  private static String words(Error error) {
    String at = error.getInstanceLocation().toString();
    if ("format".equals(error.getKeyword())
        && String.valueOf(error.getMessageKey()).contains("regex")) {
      return "the pattern at " + at + " cannot be used; look-around and back-references are not";
    }
    return "not a JSON Schema, at " + (at.isEmpty() ? "its root" : at) + ": " + error.getMessage();
  }

  private List<Path> children(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    } catch (IOException e) {
      fault(folder, "the folder cannot be read: " + e.getMessage());
      return List.of();
    }
  }

  private void fault(Path file, String reason) {
    faults.add(new SchemaFault(file, 1, 1, reason));
  }

  private void warn(Path file, String reason) {
    warnings.add(new SchemaFault(file, 1, 1, reason));
  }

  private static String name(Path path) {
    return String.valueOf(path.getFileName());
  }

  private static String padded(String version) {
    return version.matches("[0-9]{1,9}")
        ? "0".repeat(9 - version.length()) + version
        : "~" + version;
  }
}
