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

/** {@code sluice events}: what came in, and what became of it. Alone it lists. */
@Command(
    name = "events",
    description = "List events, newest first, show one, or export them.",
    mixinStandardHelpOptions = true,
    subcommands = {
      EventsCommand.ListEvents.class,
      EventsCommand.Show.class,
      EventsCommand.Export.class
    })
public final class EventsCommand implements Runnable {

  private static final Listing EVENTS =
      Listing.of("v1/events")
          .with("KEPT AT", "acceptedAt")
          .with("TYPE", "type")
          .with("EID", "eid")
          .with("VERDICTS", EventsCommand::verdicts);

  @Mixin private Api api = new Api();
  @Mixin private Output output = new Output();
  @Mixin private Filter filter = new Filter();
  @Mixin private Limit limit = new Limit();

  @Override
  public void run() {
    list(api, output, filter, limit);
  }

  @Command(
      name = "list",
      description = "List events, newest first.",
      mixinStandardHelpOptions = true)
  static final class ListEvents implements Runnable {

    @Mixin private Api api = new Api();
    @Mixin private Output output = new Output();
    @Mixin private Filter filter = new Filter();
    @Mixin private Limit limit = new Limit();

    @Override
    public void run() {
      EventsCommand.list(api, output, filter, limit);
    }
  }

  static final class Filter {

    @Option(names = "--type", description = "A type; * is one segment, ** any number.")
    private @Nullable String type;

    @Option(names = "--correlation", paramLabel = "ID", description = "All that belongs together.")
    private @Nullable String correlation;

    @Option(names = "--verdict", description = "Such as dead, held, duplicate.")
    private @Nullable String verdict;

    @Option(names = "--route", description = "The name of a route.")
    private @Nullable String route;

    @Option(names = "--source", description = "Who sent them.")
    private @Nullable String source;

    @Option(names = "--subject", description = "What they are about.")
    private @Nullable String subject;

    @Option(names = "--since", paramLabel = "TIME", description = "An ISO time.")
    private @Nullable String since;

    @Option(names = "--until", paramLabel = "TIME", description = "An ISO time.")
    private @Nullable String until;

    private Map<String, @Nullable String> parameters() {
      var parameters = new TreeMap<String, @Nullable String>();
      parameters.put("type", type);
      parameters.put("correlation", correlation);
      parameters.put("verdict", verdict);
      parameters.put("route", route);
      parameters.put("source", source);
      parameters.put("subject", subject);
      parameters.put("since", since);
      parameters.put("until", until);
      return parameters;
    }
  }

  /** Of a list only: an export is all of them. */
  static final class Limit {

    @Option(names = "--limit", defaultValue = "20", description = "How many. Default: 20.")
    private String limit = "20";
  }

  @Command(name = "show", description = "Show one event.", mixinStandardHelpOptions = true)
  static final class Show implements Runnable {

    @Mixin private Api api = new Api();
    @Mixin private Output output = new Output();

    @Parameters(paramLabel = "EID", description = "The event's eid.")
    private String eid = "";

    @Override
    public void run() {
      var event = api.get(Api.path("events", eid), Map.of());
      output.answer(event, () -> print(event));
    }

    private void print(JsonNode event) {
      output.line(event.path("type").asText() + " " + event.path("eid").asText());
      output.line("  id " + event.path("id").asText() + " from " + event.path("source").asText());
      output.line("  correlation " + event.path("correlationid").asText());
      event.path("verdicts").forEach(each -> output.line("  " + sentence(each)));
    }
  }

  @Command(
      name = "export",
      description = "Print events with their verdicts and outcomes, one JSON a line, newest first.",
      mixinStandardHelpOptions = true)
  static final class Export implements Runnable {

    private static final String PAGE = "100";

    @Mixin private Api api = new Api();
    @Mixin private Output output = new Output();
    @Mixin private Filter filter = new Filter();

    /** A page at a time: however many there are, no more than one is in memory. */
    @Override
    public void run() {
      var parameters = filter.parameters();
      parameters.put("limit", PAGE);
      JsonNode next;
      do {
        var page = api.get("v1/events", parameters);
        page.path("items").forEach(event -> output.line(event.toString()));
        next = page.path("next");
        parameters.put("cursor", next.textValue());
      } while (next.isTextual() && !output.isClosed());
    }
  }

  private static void list(Api api, Output output, Filter filter, Limit limit) {
    var parameters = filter.parameters();
    parameters.put("limit", limit.limit);
    EVENTS.give(api, output, parameters);
  }

  private static String verdicts(JsonNode event) {
    var verdicts = new ArrayList<String>();
    event.path("verdicts").forEach(each -> verdicts.add(sentence(each)));
    return String.join("; ", verdicts);
  }

  static String sentence(JsonNode verdict) {
    var text = new StringBuilder();
    for (var field : List.of("route", "verdict", "reason", "workflowId", "status", "lastError")) {
      if (verdict.hasNonNull(field)) {
        text.append(text.isEmpty() ? "" : " ").append(verdict.path(field).asText());
      }
    }
    return text.toString();
  }
}
