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
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Reads the schemas {@code <type>/<dataversion>.json} of a folder. Each file stands alone: nothing
 * is fetched, and a reference out of the file is a fault.
 */
public final class SchemaFolder {

  /** What a folder gave: schemas that work, or every fault in it. */
  public sealed interface Loaded {

    record Ready(SchemaCheck schemas) implements Loaded {}

    record Refused(List<SchemaFault> faults) implements Loaded {}
  }

  private static final long LARGEST = 1 << 20;
  private static final String SUFFIX = ".json";

  /** 2 before 10, and numbers before words. */
  private static final Comparator<String> BY_VERSION =
      Comparator.comparing(SchemaFolder::padded).thenComparing(Comparator.naturalOrder());

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final List<SchemaFault> faults = new ArrayList<>();
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

  private SchemaFolder() {}

  public static Loaded load(Path folder) {
    return new SchemaFolder().read(folder);
  }

  private Loaded read(Path folder) {
    Map<String, NavigableMap<String, Schema>> byType = new HashMap<>();
    for (Path type : children(folder)) {
      if (Files.isDirectory(type)) {
        readType(type, byType);
      } else if (name(type).endsWith(SUFFIX)) {
        fault(type, "a schema's place is <type>/<dataversion>.json, one folder per event type");
      }
    }
    return faults.isEmpty()
        ? new Loaded.Ready(new SchemaCheck(byType))
        : new Loaded.Refused(List.copyOf(faults));
  }

  private void readType(Path folder, Map<String, NavigableMap<String, Schema>> byType) {
    NavigableMap<String, Schema> versions = new TreeMap<>(BY_VERSION);
    for (Path file : children(folder)) {
      String name = name(file);
      if (Files.isRegularFile(file) && name.endsWith(SUFFIX)) {
        readFile(file, name.substring(0, name.length() - SUFFIX.length()), versions);
      }
    }
    if (!versions.isEmpty()) {
      byType.put(name(folder), versions);
    }
  }

  private void readFile(Path file, String version, NavigableMap<String, Schema> versions) {
    try {
      if (Files.size(file) > LARGEST) {
        fault(file, "the schema is larger than 1 MiB");
        return;
      }
      JsonNode json = JSON.readTree(Files.readString(file));
      int before = faults.size();
      metaSchema.validate(json).forEach(error -> fault(file, words(error)));
      References.faults(json).forEach(reason -> fault(file, reason));
      if (faults.size() == before) {
        versions.put(version, registry.getSchema(SchemaLocation.of(file.toUri().toString()), json));
      }
    } catch (JsonProcessingException e) {
      JsonLocation at = e.getLocation();
      int line = at == null ? 1 : Math.max(1, at.getLineNr());
      int column = at == null ? 1 : Math.max(1, at.getColumnNr());
      faults.add(new SchemaFault(file, line, column, "not JSON: " + e.getOriginalMessage()));
    } catch (IOException e) {
      fault(file, "cannot be read: " + e.getMessage());
    } catch (SchemaException | com.google.re2j.PatternSyntaxException e) {
      fault(file, "not a schema that can be used: " + e.getMessage());
    }
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

  private static String name(Path path) {
    return String.valueOf(path.getFileName());
  }

  private static String padded(String version) {
    return version.matches("[0-9]{1,9}")
        ? "0".repeat(9 - version.length()) + version
        : "~" + version;
  }
}
