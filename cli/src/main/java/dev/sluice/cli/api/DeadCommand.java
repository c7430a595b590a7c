package dev.sluice.cli.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.cli.CommandFailure;
import dev.sluice.cli.Output;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sluice dead}: what could not be done, and doing it after all. */
@Command(
    name = "dead",
    description = "List dead letters, show one, try them again, or put one away.",
    mixinStandardHelpOptions = true,
    subcommands = {
      DeadCommand.ListDead.class,
      DeadCommand.Show.class,
      DeadCommand.Redrive.class,
      DeadCommand.Discard.class
    })
public final class DeadCommand {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Which dead letters: the names are those of the API. */
  static final class Filter {

    @Option(names = "--reason", description = "Such as runFailed, workflowAbsent.")
    private @Nullable String reason;

    @Option(names = "--route", description = "The name of a route.")
    private @Nullable String route;

    @Option(names = "--type", description = "An event type; * is one segment, ** any number.")
    private @Nullable String type;

    @Option(names = "--since", paramLabel = "TIME", description = "Died then or later.")
    private @Nullable String since;

    @Option(names = "--until", paramLabel = "TIME", description = "Died then or earlier.")
    private @Nullable String until;

    private Map<String, @Nullable String> parameters() {
      var parameters = new TreeMap<String, @Nullable String>();
      parameters.put("reason", reason);
      parameters.put("route", route);
      parameters.put("type", type);
      parameters.put("since", since);
      parameters.put("until", until);
      return parameters;
    }
  }

  @Command(
      name = "list",
      description = "List dead letters, newest first.",
      mixinStandardHelpOptions = true)
  static final class ListDead implements Runnable {

    private static final Listing LETTERS =
        Listing.of("v1/dead-letters")
            .with("DIED AT", "at")
            .with("ID", "id")
            .with("TYPE", "type")
            .with("REASON", "reason")
            .with("ERROR", "lastError");

    private static final Listing GROUPS =
        Listing.of("v1/dead-letters")
            .with("COUNT", "count")
            .with("REASON", "reason")
            .with("ROUTE", "route")
            .with("NEWEST", "newest")
            .with("ERROR", "error");

    @Mixin private Api api = new Api();
    @Mixin private Output output = new Output();
    @Mixin private Filter filter = new Filter();

    @Option(names = "--group", description = "Count them by reason, route and error.")
    private boolean group;

    @Option(names = "--limit", defaultValue = "20", description = "How many. Default: 20.")
    private String limit = "20";

    @Override
    public void run() {
      var parameters = filter.parameters();
      parameters.put("limit", limit);
      if (group) {
        parameters.put("group", "true");
      }
      (group ? GROUPS : LETTERS).give(api, output, parameters);
    }
  }

  @Command(name = "show", description = "Show one dead letter.", mixinStandardHelpOptions = true)
  static final class Show implements Runnable {

    @Mixin private Api api = new Api();
    @Mixin private Output output = new Output();

    @Parameters(paramLabel = "ID", description = "The dead letter's id.")
    private String id = "";

    @Override
    public void run() {
      output.json(api.get(Api.path("dead-letters", id), Map.of()));
    }
  }

  @Command(
      name = "redrive",
      description = "Try one dead letter again, or with --all every one that the filter names.",
      mixinStandardHelpOptions = true)
  static final class Redrive implements Runnable {

    private static final long POLL_NANOS = 500_000_000;

    @Mixin private Api api = new Api();
    @Mixin private Output output = new Output();
    @Mixin private Filter filter = new Filter();

    @Parameters(arity = "0..1", paramLabel = "ID", description = "The dead letter's id.")
    private @Nullable String id;

    @Option(names = "--all", description = "Every dead letter that the filter names.")
    private boolean all;

    @Option(names = "--dry-run", description = "Say what would come of it, and change nothing.")
    private boolean dryRun;

    @Option(names = "--rate", description = "How many a second. Default: 50.")
    private @Nullable Integer rate;

    @Override
    public void run() {
      if (id == null ? !all : all) {
        throw new CommandFailure(
            "Which dead letters?", "Give the id of one, or --all and a filter such as --route.");
      }
      if (id != null) {
        one(id);
      } else {
        many();
      }
    }

    private void one(String letter) {
      var answer = api.post(Api.path("dead-letters", letter, "redrive"), "{}", Map.of());
      output.answer(answer, () -> output.line(letter + ": " + answer.path("outcome").asText()));
    }

    private void many() {
      var body = JSON.createObjectNode().put("dryRun", dryRun);
      if (rate != null) {
        body.put("rate", rate);
      }
      var names = body.putObject("filter");
      filter.parameters().forEach((name, value) -> put(names, name, value));
      var begun = api.post("v1/dead-letters/redrive", body.toString(), Map.of());
      var report = dryRun ? begun : awaitEnd(begun);
      output.answer(report, () -> print(report));
    }

    private void print(JsonNode report) {
      counts(dryRun ? "would be" : "were", report.path(dryRun ? "would" : "done"));
      counts(
          dryRun ? "still dead by" : "verdicts now",
          report.path(dryRun ? "stillDead" : "verdicts"));
    }

    private static void put(ObjectNode to, String name, @Nullable String value) {
      if (value != null) {
        to.put(name, value);
      }
    }

    private JsonNode awaitEnd(JsonNode begun) {
      var report = begun;
      while (report.path("state").asText().equals("running")) {
        if (!output.isJson()) {
          output.line("to go: " + report.path("left").asText());
        }
        LockSupport.parkNanos(POLL_NANOS);
        report = api.get(Api.path("dead-letters", "redrives", begun.path("id").asText()), Map.of());
      }
      return report;
    }

    private void counts(String what, JsonNode counts) {
      counts
          .properties()
          .forEach(
              count -> output.line(what + " " + count.getKey() + ": " + count.getValue().asText()));
    }
  }

  @Command(
      name = "discard",
      description = "Put a dead letter away: nothing is to come of it.",
      mixinStandardHelpOptions = true)
  static final class Discard implements Runnable {

    @Mixin private Api api = new Api();
    @Mixin private Output output = new Output();

    @Parameters(paramLabel = "ID", description = "The dead letter's id.")
    private String id = "";

    @Option(names = "--reason", required = true, description = "Why.")
    private String reason = "";

    @Override
    public void run() {
      var body = JSON.createObjectNode().put("reason", reason);
      var answer = api.post(Api.path("dead-letters", id, "discard"), body.toString(), Map.of());
      output.answer(answer, () -> output.line(id + ": discarded"));
    }
  }
}
