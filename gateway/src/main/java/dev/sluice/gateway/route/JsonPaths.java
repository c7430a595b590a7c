package dev.sluice.gateway.route;

import com.fasterxml.jackson.databind.JsonNode;
import com.jayway.jsonpath.Configuration;
import com.jayway.jsonpath.InvalidPathException;
import com.jayway.jsonpath.JsonPath;
import com.jayway.jsonpath.JsonPathException;
import com.jayway.jsonpath.PathNotFoundException;
import com.jayway.jsonpath.spi.json.JacksonJsonNodeJsonProvider;
import com.jayway.jsonpath.spi.mapper.JacksonMappingProvider;
import dev.cel.runtime.CelEvaluationException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * JSONPath over JSON, within bounds: a path has at most two deep scans, and no regular expressions,
 * which JSONPath would run in more than linear time. A path that stands in the file is compiled
 * once; one that an event brings, each time. Safe for many threads.
 */
final class JsonPaths {

  private static final int LONGEST = 500;
  private static final int DEEP_SCANS = 2;
  private static final int NODE = 16;
  private static final Configuration JSON =
      Configuration.builder()
          .jsonProvider(new JacksonJsonNodeJsonProvider())
          .mappingProvider(new JacksonMappingProvider())
          .build();

  private final Map<String, JsonPath> literals = new ConcurrentHashMap<>();

  /** What is wrong with a path of the file; it is kept when nothing is. */
  Optional<String> keep(String path) {
    try {
      literals.put(path, compile(path));
      return Optional.empty();
    } catch (InvalidPathException e) {
      return Optional.of("'" + path + "' is no path: " + e.getMessage());
    }
  }

  JsonNode read(JsonNode json, String text) throws CelEvaluationException {
    try {
      JsonPath path = literals.get(text);
      if (path == null) {
        path = compile(text);
      }
      Budget.charge(path.isDefinite() ? text.length() : (long) NODE * nodes(json));
      return path.read(json, JSON);
    } catch (PathNotFoundException e) {
      throw new CelEvaluationException("there is nothing at " + text);
    } catch (JsonPathException e) {
      throw new CelEvaluationException("the path " + text + " fails: " + e.getMessage());
    }
  }

  private static JsonPath compile(String path) {
    if (path.length() > LONGEST) {
      throw new InvalidPathException("longer than " + LONGEST + " characters");
    }
    if (path.contains("=~")) {
      throw new InvalidPathException("=~ is not supported; use the function matches");
    }
    if (path.split("\\.\\.", -1).length - 1 > DEEP_SCANS) {
      throw new InvalidPathException("more than " + DEEP_SCANS + " deep scans (..)");
    }
    return JsonPath.compile(path);
  }

  private static int nodes(JsonNode json) {
    int nodes = 1;
    for (JsonNode child : json) {
      nodes += nodes(child);
    }
    return nodes;
  }
}
