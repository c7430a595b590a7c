package dev.sluice.cli.histories;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.cli.CommandFailure;
import dev.sluice.cli.Output;
import dev.sluice.worker.history.HistoryCheck;
import dev.sluice.worker.history.HistoryReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sluice histories check}: the gate before a deploy. */
@Command(
    name = "check",
    description = "Replay every *.json of a folder against this build.",
    footer = "Exit code 1 when one breaks, and when there is none.",
    mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {

  @Mixin private Output output = new Output();

  @Parameters(
      paramLabel = "DIR",
      description = "Histories as `sluice histories fetch` writes them.")
  private Path folder = Path.of("");

  @Option(
      names = "--strict",
      description = "A step that would be scheduled otherwise today is a finding too.")
  private boolean strict;

  @Override
  public Integer call() {
    var report = check();
    if (output.isJson()) {
      output.json(new ObjectMapper().valueToTree(report));
    } else {
      print(report);
    }
    return report.passes() && (!strict || report.differences().isEmpty()) ? 0 : 1;
  }

  private HistoryReport check() {
    try (var check = HistoryCheck.ofThisBuild()) {
      check.folder(folder);
      return check.report();
    } catch (IOException e) {
      throw new CommandFailure(
          "The folder " + folder + " cannot be read: " + e.getMessage(),
          "Fetch histories into it with `sluice histories fetch`.",
          e);
    }
  }

  private void print(HistoryReport report) {
    report.breaks().forEach(each -> output.line("BREAK " + each.history() + ": " + each.reason()));
    report.differences().forEach(each -> output.line("differs " + each));
    output.line(
        "replayed %d, broken %d, differences %d"
            .formatted(report.replayed(), report.breaks().size(), report.differences().size()));
    if (report.replayed() == 0 && report.breaks().isEmpty()) {
      output.line("There is no history in " + folder + ".");
    }
  }
}
