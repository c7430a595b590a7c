package dev.sluice.cli.histories;

import dev.sluice.cli.CommandFailure;
import dev.sluice.cli.Output;
import io.temporal.api.common.v1.WorkflowExecution;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sluice histories fetch}: one file per run, named after its workflow. */
@Command(
    name = "fetch",
    description = "Record histories of runs from the Temporal server.",
    mixinStandardHelpOptions = true)
final class FetchCommand implements Runnable {

  @Mixin private Output output = new Output();

  @Option(names = "--workflow-id", paramLabel = "ID", description = "A run; may be repeated.")
  private List<String> workflowIds = List.of();

  @Option(
      names = "--query",
      paramLabel = "QUERY",
      description = "Runs by a visibility query: 'WorkflowType=\"OrderWorkflow\"'.")
  private @Nullable String query;

  @Option(
      names = "--limit",
      defaultValue = "100",
      description = "At most so many of the query's runs. Default: 100.")
  private int limit;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Where the files go; made when it is not there.")
  private @Nullable Path folder;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "The file's name without .json, when it is one run.")
  private @Nullable String name;

  @Override
  public void run() {
    if (workflowIds.isEmpty() && query == null) {
      throw new CommandFailure("Which runs?", "Name them with --workflow-id or --query.");
    }
    try (var server = RecordedRuns.open()) {
      var runs = runs(server);
      if (name != null && runs.size() != 1) {
        throw new CommandFailure(
            "--name is for one run, and these are " + runs.size() + ".", "Leave --name out.");
      }
      for (var run : runs) {
        write(server, run);
      }
      output.line("fetched " + runs.size() + (runs.size() == 1 ? " history" : " histories"));
    }
  }

  private Set<WorkflowExecution> runs(RecordedRuns server) {
    var runs = new LinkedHashSet<WorkflowExecution>();
    for (var id : workflowIds) {
      runs.add(WorkflowExecution.newBuilder().setWorkflowId(id).build());
    }
    if (query != null) {
      runs.addAll(server.find(query, limit));
    }
    return runs;
  }

  private void write(RecordedRuns server, WorkflowExecution run) {
    // Typed JSON as the replayer reads it; the UI's own export cannot be replayed.
    var history = server.history(run);
    var file = target().resolve((name != null ? name : fileName(run)) + ".json");
    try {
      Files.createDirectories(target());
      Files.writeString(file, Processes.unnamed(history.toJson(true)) + "\n");
    } catch (IOException e) {
      throw new CommandFailure(
          "The file " + file + " cannot be written: " + e.getMessage(),
          "Choose another folder with --out.",
          e);
    }
    output.line(file + ": " + history.getEvents().size() + " events");
  }

  private Path target() {
    return folder == null ? Path.of("") : folder;
  }

  /** A workflow id may hold any character, a file name may not. */
  private static String fileName(WorkflowExecution run) {
    var safe = run.getWorkflowId().replaceAll("[^A-Za-z0-9._~-]", "_");
    return run.getRunId().isEmpty() ? safe : safe + "." + run.getRunId();
  }
}
