package dev.sluice.cli;

import dev.sluice.cli.api.AuditCommand;
import dev.sluice.cli.api.DeadCommand;
import dev.sluice.cli.api.EventsCommand;
import dev.sluice.cli.api.RefusalsCommand;
import dev.sluice.cli.api.RoutesCommand;
import dev.sluice.cli.api.RunsCommand;
import dev.sluice.cli.api.SendCommand;
import dev.sluice.cli.api.TailCommand;
import dev.sluice.cli.api.TasksCommand;
import dev.sluice.cli.config.CheckCommand;
import dev.sluice.cli.config.ExplainCommand;
import dev.sluice.cli.dev.DevCommand;
import dev.sluice.cli.doctor.DoctorCommand;
import dev.sluice.cli.histories.HistoriesCommand;
import dev.sluice.cli.journal.BackupCommand;
import dev.sluice.cli.process.GatewayCommand;
import dev.sluice.cli.process.SandboxCommand;
import dev.sluice.cli.process.WorkerCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

/**
 * The {@code sluice} command. Exit codes: 0 as asked, 1 a finding or a failure, 2 wrong usage. What
 * goes wrong is one line and a hint on standard error.
 */
@Command(
    name = "sluice",
    description = "The event front door for Temporal.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    subcommands = {
      DevCommand.class,
      GatewayCommand.class,
      WorkerCommand.class,
      SandboxCommand.class,
      CheckCommand.class,
      ExplainCommand.class,
      SendCommand.class,
      EventsCommand.class,
      RunsCommand.class,
      RoutesCommand.class,
      DeadCommand.class,
      RefusalsCommand.class,
      TailCommand.class,
      TasksCommand.class,
      AuditCommand.class,
      BackupCommand.class,
      HistoriesCommand.class,
      DoctorCommand.class,
    })
public final class Main {

  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    return new CommandLine(new Main())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(Main::wrongUsage)
        .setExecutionExceptionHandler(Main::failed);
  }

  private static int wrongUsage(ParameterException e, String[] arguments) {
    var command = e.getCommandLine();
    command.getErr().println("sluice: " + e.getMessage());
    CommandLine.UnmatchedArgumentException.printSuggestions(e, command.getErr());
    command.getErr().println("  See: " + command.getCommandSpec().qualifiedName() + " --help");
    return CommandLine.ExitCode.USAGE;
  }

  private static int failed(Exception e, CommandLine command, CommandLine.ParseResult parsed)
      throws Exception {
    if (!(e instanceof CommandFailure failure)) {
      // A bug: what is needed to find it is worth more than a tidy line.
      throw e;
    }
    command.getErr().println("sluice: " + failure.getMessage());
    if (!failure.hint().isEmpty()) {
      command.getErr().println(failure.hint().indent(2).stripTrailing());
    }
    return CommandLine.ExitCode.SOFTWARE;
  }

  static final class Version implements CommandLine.IVersionProvider {

    @Override
    public String[] getVersion() {
      return new String[] {"sluice " + Build.version()};
    }
  }
}
