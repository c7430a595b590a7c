package dev.sluice.cli.histories;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.cli.CommandFailure;
import dev.sluice.cli.Output;
import dev.sluice.codec.Keyring;
import dev.sluice.worker.history.HistoryCheck;
import dev.sluice.worker.history.HistoryReport;
import dev.sluice.worker.risk.BadConfiguration;
import dev.sluice.worker.risk.EncryptionFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sluice histories check}: the gate before a deploy. */
@Command(
    name = "check",
    description = "Replay every *.json of a folder, or runs of the server, against this build.",
    footer = "Exit code 1 when one breaks, and when there is none.",
    mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {

  @Mixin private Output output = new Output();

  @Parameters(
      arity = "0..1",
      paramLabel = "DIR",
      description = "Histories as `sluice histories fetch` writes them.")
  private @Nullable Path folder;

  @Option(
      names = "--query",
      paramLabel = "QUERY",
      description =
          "Instead of a folder, the server's runs by a visibility query:"
              + " 'WorkflowType=\"OrderWorkflow\" AND ExecutionStatus=\"Running\"'.")
  private @Nullable String query;

  @Option(
      names = "--sample",
      defaultValue = "50",
      paramLabel = "N",
      description = "At most so many of the query's runs, the newest. Default: 50.")
  private int sample;

  @Option(
      names = "--strict",
      description = "A step that would be scheduled otherwise today is a finding too.")
  private boolean strict;

  @Option(
      names = "--config",
      defaultValue = "${env:SLUICE_CONFIG}",
      paramLabel = "FILE",
      description =
          "Whose encryption.keys read encrypted histories. Default: SLUICE_CONFIG, else no keys.")
  private @Nullable Path config;

  @Override
  public Integer call() {
    var report = check();
    output.answer(new ObjectMapper().valueToTree(report), () -> print(report));
    return report.passes() && (!strict || report.differences().isEmpty()) ? 0 : 1;
  }

  private HistoryReport check() {
    if ((folder == null) == (query == null)) {
      throw new CommandFailure(
          "Which histories?", "Name a folder, or runs of the server with --query.");
    }
    try (var check = HistoryCheck.ofThisBuild(keys())) {
      if (folder != null) {
        folder(check, folder);
      } else if (query != null) {
        server(check, query);
      }
      return check.report();
    }
  }

  private Keyring keys() {
    try {
      return config == null ? Keyring.NONE : EncryptionFile.read(config);
    } catch (BadConfiguration e) {
      throw new CommandFailure(
          "The configuration is refused.\n  " + e.getMessage(), "See: sluice check FILE");
    }
  }

  private static void folder(HistoryCheck check, Path folder) {
    try {
      check.folder(folder);
    } catch (IOException e) {
      throw new CommandFailure(
          "The folder " + folder + " cannot be read: " + e.getMessage(),
          "Fetch histories into it with `sluice histories fetch`.",
          e);
    }
  }

  private void server(HistoryCheck check, String runs) {
    try (var server = RecordedRuns.open()) {
      for (var run : server.find(runs, sample)) {
        check.history(run.getWorkflowId(), server.history(run));
      }
    }
  }

  private void print(HistoryReport report) {
    report.breaks().forEach(each -> output.line("BREAK " + each.history() + ": " + each.reason()));
    report.differences().forEach(each -> output.line("differs " + each));
    output.line(
        "replayed %d, broken %d, differences %d"
            .formatted(report.replayed(), report.breaks().size(), report.differences().size()));
    if (report.replayed() == 0 && report.breaks().isEmpty()) {
      output.line(
          folder != null
              ? "There is no history in " + folder + "."
              : "The server has no run that the query finds.");
    }
  }
}
