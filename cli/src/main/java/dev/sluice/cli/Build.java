package dev.sluice.cli;

/** Which build this is. */
public final class Build {

  private Build() {}

  /** From the jar's manifest; a run from class files is called {@code dev}. */
  public static String version() {
    var version = Build.class.getPackage().getImplementationVersion();
    return version == null ? "dev" : version;
  }
}
