package dev.sluice.cli.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.cli.Output;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sluice events}: what came in and what became of it, or all about one event. */
@Command(
    name = "events",
    description = "List events, newest first, or show one.",
    mixinStandardHelpOptions = true)
public final class EventsCommand implements Runnable {

  @Mixin private Api api = new Api();
  @Mixin private Output output = new Output();

  @Parameters(arity = "0..1", paramLabel = "EID", description = "Show this event.")
  private @Nullable String eid;

  @Option(names = "--type", description = "A type; * is one segment, ** any number.")
  private @Nullable String type;

  @Option(names = "--correlation", paramLabel = "ID", description = "All that belongs together.")
  private @Nullable String correlation;

  @Option(names = "--verdict", description = "Such as dead, held, duplicate.")
  private @Nullable String verdict;

  @Option(names = "--route", description = "The name of a route.")
  private @Nullable String route;

  @Option(names = "--since", paramLabel = "TIME", description = "An ISO time.")
  private @Nullable String since;

  @Option(names = "--limit", defaultValue = "20", description = "How many. Default: 20.")
  private String limit = "20";

  @Override
  public void run() {
    var answer = eid == null ? list() : api.get("v1/events/" + eid, Map.of());
    if (output.isJson()) {
      output.json(answer);
    } else if (eid == null) {
      table(answer.path("items"));
    } else {
      one(answer);
    }
  }

  private JsonNode list() {
    var parameters = new TreeMap<String, @Nullable String>();
    parameters.put("type", type);
    parameters.put("correlation", correlation);
    parameters.put("verdict", verdict);
    parameters.put("route", route);
    parameters.put("since", since);
    parameters.put("limit", limit);
    return api.get("v1/events", parameters);
  }

  private void table(JsonNode events) {
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("TIME", "TYPE", "EID", "VERDICTS"));
    for (var event : events) {
      var verdicts = new ArrayList<String>();
      event.path("verdicts").forEach(each -> verdicts.add(sentence(each)));
      rows.add(
          List.of(
              event.path("time").asText(),
              event.path("type").asText(),
              event.path("eid").asText(),
              String.join("; ", verdicts)));
    }
    output.table(rows);
  }

  private void one(JsonNode event) {
    output.line(event.path("type").asText() + " " + event.path("eid").asText());
    output.line("  id " + event.path("id").asText() + " from " + event.path("source").asText());
    output.line("  correlation " + event.path("correlationid").asText());
    event.path("verdicts").forEach(each -> output.line("  " + sentence(each)));
  }

  private static String sentence(JsonNode verdict) {
    var text = new StringBuilder();
    for (var field : List.of("route", "verdict", "reason", "workflowId", "status", "lastError")) {
      if (verdict.hasNonNull(field)) {
        text.append(text.isEmpty() ? "" : " ").append(verdict.path(field).asText());
      }
    }
    return text.toString();
  }
}
