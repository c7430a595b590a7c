package dev.sluice.proof;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A program in a process group of its own, so that a test can kill it with all that it started, as
 * a crash would. Its output goes to a file, which is shown when the program ends too early.
 */
final class Program implements AutoCloseable {

  private static final Path ROOT = Path.of(System.getProperty("sluice.root", ".."));

  private final Process process;
  private final Path log;

  private Program(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /** The {@code sluice} command of this checkout, as it is built; it is never built from here. */
  static Program sluice(Path log, Map<String, String> environment, List<String> arguments) {
    var line = new ArrayList<>(List.of(ROOT.resolve("sluice").toAbsolutePath().toString()));
    line.addAll(arguments);
    return start(log, environment, line);
  }

  static Program start(Path log, Map<String, String> environment, List<String> line) {
    var inItsOwnGroup = new ArrayList<>(List.of("setsid"));
    inItsOwnGroup.addAll(line);
    var builder =
        new ProcessBuilder(inItsOwnGroup)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().put("SLUICE_BUILD", "never");
    builder.environment().putAll(environment);
    try {
      return new Program(builder.start(), log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  int exitCode() {
    try {
      return process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  String output() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@code kill -9} of the whole group: nobody in it can say goodbye. */
  void kill9() {
    signalGroup("-KILL");
    awaitEnd();
  }

  /** {@code kill -9} of this one process; what it started is left to itself. */
  void kill9Alone() {
    process.destroyForcibly();
    awaitEnd();
  }

  /** Holds the whole group where it is: connections stay open and nothing answers. */
  void freeze() {
    signalGroup("-STOP");
  }

  void thaw() {
    signalGroup("-CONT");
  }

  /** The process's own limit on the size of files, which can be changed while it runs. */
  void limitFiles(String bytes) {
    int exitCode = run("prlimit", "--pid", "" + process.pid(), "--fsize=" + bytes + ":unlimited");
    if (exitCode != 0) {
      throw new IllegalStateException("prlimit ended with " + exitCode);
    }
  }

  /** As Ctrl-C or a supervisor does it. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        kill9();
        throw new AssertionError("it did not stop within 30 s:\n" + output());
      }
    } catch (InterruptedException e) {
      kill9();
      Thread.currentThread().interrupt();
    }
  }

  private void signalGroup(String signal) {
    var unused = run("kill", signal, "--", "-" + process.pid());
  }

  private static int run(String... line) {
    try {
      return new ProcessBuilder(line).start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private void awaitEnd() {
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
