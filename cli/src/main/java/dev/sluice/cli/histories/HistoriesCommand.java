package dev.sluice.cli.histories;

import picocli.CommandLine.Command;

/** {@code sluice histories}: the gate before a deploy. */
@Command(
    name = "histories",
    description = "Record histories of runs, and replay them against this build.",
    mixinStandardHelpOptions = true,
    subcommands = {FetchCommand.class, CheckCommand.class})
public final class HistoriesCommand {}
