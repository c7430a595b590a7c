package dev.sluice.cli.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.cli.Output;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sluice runs}: the workflows that events started. */
@Command(
    name = "runs",
    description = "List runs, show one, ask one to cancel, or do one anew.",
    mixinStandardHelpOptions = true,
    subcommands = {
      RunsCommand.ListRuns.class,
      RunsCommand.Show.class,
      RunsCommand.Cancel.class,
      RunsCommand.Attempt.class
    })
public final class RunsCommand {

  @Command(name = "list", description = "List runs.", mixinStandardHelpOptions = true)
  static final class ListRuns implements Runnable {

    private static final Listing RUNS =
        Listing.of("v1/runs")
            .with("WORKFLOW", "workflowId")
            .with("STATUS", "status")
            .with("ROUTE", "route")
            .with("RUN", "runId");

    @Mixin private Api api = new Api();
    @Mixin private Output output = new Output();

    @Option(names = "--status", description = "running, completed, failed, ...")
    private @Nullable String status;

    @Option(names = "--limit", defaultValue = "20", description = "How many. Default: 20.")
    private String limit = "20";

    @Override
    public void run() {
      var parameters = new TreeMap<String, @Nullable String>();
      parameters.put("status", status);
      parameters.put("limit", limit);
      RUNS.give(api, output, parameters);
    }
  }

  @Command(name = "show", description = "Show one run.", mixinStandardHelpOptions = true)
  static final class Show implements Runnable {

    @Mixin private Api api = new Api();
    @Mixin private Output output = new Output();

    @Parameters(paramLabel = "WORKFLOW", description = "The workflow's id.")
    private String workflowId = "";

    @Override
    public void run() {
      var run = api.get(Api.path("runs", workflowId), Map.of());
      output.answer(run, () -> print(run));
    }

    private void print(JsonNode run) {
      output.line(run.path("workflowId").asText() + " " + run.path("status").asText());
      waitsFor(run).ifPresent(line -> output.line("  " + line));
      output.table(steps(run.path("steps")));
      for (var part : List.of("result", "failure")) {
        run.path(part).properties().stream()
            .filter(field -> field.getValue().isValueNode())
            .forEach(field -> output.line(field.getKey() + ": " + field.getValue().asText()));
      }
    }

    /** The details are Markdown for the Temporal UI; of them only this is not in the steps. */
    private static Optional<String> waitsFor(JsonNode run) {
      return run.path("details").asText().lines().filter(l -> l.startsWith("Waits for:")).findAny();
    }

    private static List<List<String>> steps(JsonNode steps) {
      var rows = new ArrayList<List<String>>();
      for (var step : steps) {
        var row = new ArrayList<String>();
        for (var field : List.of("step", "state", "reference", "error")) {
          row.add(step.path(field).asText(""));
        }
        row.set(0, "  " + row.get(0));
        rows.add(row);
      }
      return rows;
    }
  }

  @Command(name = "cancel", description = "Ask a run to cancel.", mixinStandardHelpOptions = true)
  static final class Cancel implements Runnable {

    @Mixin private Api api = new Api();
    @Mixin private Output output = new Output();

    @Parameters(paramLabel = "WORKFLOW", description = "The workflow's id.")
    private String workflowId = "";

    @Override
    public void run() {
      var answer = api.post(Api.path("runs", workflowId, "cancel"), "{}", Map.of());
      output.answer(answer, () -> output.line("asked " + workflowId + " to cancel"));
    }
  }

  @Command(
      name = "attempt",
      description = "Do a run that has ended once more, under a new id.",
      mixinStandardHelpOptions = true)
  static final class Attempt implements Runnable {

    @Mixin private Api api = new Api();
    @Mixin private Output output = new Output();

    @Parameters(paramLabel = "WORKFLOW", description = "The workflow's id.")
    private String workflowId = "";

    @Override
    public void run() {
      var answer = api.post(Api.path("runs", workflowId, "attempts"), "{}", Map.of());
      output.answer(answer, () -> output.line("begun as " + answer.path("workflowId").asText()));
    }
  }
}
