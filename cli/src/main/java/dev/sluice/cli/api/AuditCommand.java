package dev.sluice.cli.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.cli.CommandFailure;
import dev.sluice.cli.Output;
import dev.sluice.gateway.audit.AuditReport;
import dev.sluice.gateway.journal.Audit;
import dev.sluice.gateway.journal.JournalUnusable;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sluice audit}: whether the journal is as it was written. */
@Command(
    name = "audit",
    description = "Check that nobody changed the journal.",
    mixinStandardHelpOptions = true,
    subcommands = AuditCommand.Verify.class)
public final class AuditCommand {

  @Command(
      name = "verify",
      description = {
        "Follow the journal's audit chain and read every event once.",
        "Of a running gateway, or with --data of its files. Exit code 1 on a finding."
      },
      mixinStandardHelpOptions = true)
  static final class Verify implements Callable<Integer> {

    @Mixin private Api api = new Api();
    @Mixin private Output output = new Output();

    @Option(
        names = "--data",
        paramLabel = "DIR",
        description = "A data folder, read without its gateway: a backup, for instance.")
    private @Nullable Path data;

    @Option(
        names = "--database-url",
        paramLabel = "URL",
        description = "The journal. Default: journal.db in the data folder.")
    private @Nullable String databaseUrl;

    @Override
    public Integer call() {
      JsonNode report = data == null ? api.get(Api.path("audit"), Map.of()) : ofFiles(data);
      output.answer(report, () -> print(report));
      return report.path("whole").asBoolean() ? 0 : 1;
    }

    private JsonNode ofFiles(Path folder) {
      String url =
          databaseUrl == null ? "jdbc:sqlite:" + folder.resolve("journal.db") : databaseUrl;
      try {
        AuditReport report = Audit.check(url, folder);
        ObjectNode json = new ObjectMapper().valueToTree(report);
        return json.put("whole", report.isWhole());
      } catch (JournalUnusable | IllegalArgumentException e) {
        throw new CommandFailure(String.valueOf(e.getMessage()), "", e);
      }
    }

    private void print(JsonNode report) {
      report
          .path("findings")
          .forEach(
              finding ->
                  output.line(
                      finding.path("problem").asText() + ": " + finding.path("detail").asText()));
      String signed = report.path("signedAt").asText("never");
      output.line(
          "%s: %d events in %d commits, %d forgotten beside them; signed %s"
              .formatted(
                  report.path("whole").asBoolean() ? "whole" : "NOT as it was written",
                  report.path("events").asLong(),
                  report.path("commits").asLong(),
                  report.path("forgotten").asLong(),
                  signed));
    }
  }
}
