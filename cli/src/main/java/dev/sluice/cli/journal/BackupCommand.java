package dev.sluice.cli.journal;

import dev.sluice.cli.CommandFailure;
import dev.sluice.cli.Output;
import dev.sluice.gateway.journal.Backup;
import dev.sluice.gateway.journal.JournalUnusable;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sluice backup}: a copy of a data folder as of one moment, while its gateway runs. */
@Command(
    name = "backup",
    description = {
      "Copy the journal, its key and its checkpoint into a new folder, also while the gateway runs.",
      "To restore, start a gateway with that folder as --data."
    },
    mixinStandardHelpOptions = true)
public final class BackupCommand implements Runnable {

  @Mixin private Output output = new Output();

  @Parameters(paramLabel = "DIR", description = "A folder that is empty or not there yet.")
  private Path into = Path.of("");

  @Option(
      names = "--data",
      defaultValue = "${env:SLUICE_DATA:-.sluice}",
      paramLabel = "DIR",
      description = "The gateway's data folder. Default: SLUICE_DATA, else .sluice.")
  private Path data = Path.of("");

  @Option(
      names = "--database-url",
      defaultValue = "${env:SLUICE_DATABASE_URL}",
      paramLabel = "URL",
      description =
          "The journal. Default: SLUICE_DATABASE_URL, else journal.db in the data folder.")
  private @Nullable String databaseUrl;

  @Override
  public void run() {
    String url =
        databaseUrl == null || databaseUrl.isBlank()
            ? "jdbc:sqlite:" + data.resolve("journal.db")
            : databaseUrl;
    try {
      Backup.of(url, data, into);
    } catch (JournalUnusable | IllegalArgumentException e) {
      throw new CommandFailure(String.valueOf(e.getMessage()), "", e);
    }
    output.line("Copied to " + into + ". Check it with: sluice audit verify --data " + into);
  }
}
