package dev.sluice.cli.process;

import dev.sluice.cli.CommandFailure;
import dev.sluice.sandbox.fault.FaultProfile;
import picocli.CommandLine.Option;

/** How the pretend providers misbehave. */
public final class SandboxFlags {

  @Option(
      names = "--faults",
      defaultValue = "${env:SLUICE_FAULTS:-}",
      paramLabel = "PROFILE",
      description =
          "Faults in the sandbox's calls, the same for the same seed:"
              + " seed=7,error=0.05,lost=0.02,duplicate=0.01,slow=0.05")
  private String faults = "";

  public FaultProfile faults() {
    try {
      return FaultProfile.parse(faults);
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(
          String.valueOf(e.getMessage()), "For example: --faults seed=7,error=0.05,lost=0.02");
    }
  }
}
