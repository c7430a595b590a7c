package dev.sluice.cli.process;

import picocli.CommandLine.Option;

/** How the log is written. */
public final class LogFlag {

  enum Format {
    text,
    json
  }

  @Option(
      names = "--log",
      defaultValue = "${env:SLUICE_LOG:-text}",
      description = "text or json. Default: SLUICE_LOG, else text.")
  private Format format = Format.text;

  public boolean json() {
    return format == Format.json;
  }
}
