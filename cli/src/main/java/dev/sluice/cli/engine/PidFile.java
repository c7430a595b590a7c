package dev.sluice.cli.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The process id of a server that we started, for the case that we were killed before it. A server
 * left behind is normally ending by itself: it has {@code patience} to do so.
 */
record PidFile(Path path, Duration patience) {

  /** Ends a server that a killed run left behind. */
  void endLeftOver(Path program) {
    running()
        .filter(process -> isThe(program, process))
        .ifPresent(
            process -> {
              if (!ended(process)) {
                process.destroyForcibly();
                ended(process);
              }
            });
  }

  Optional<ProcessHandle> running() {
    try {
      return ProcessHandle.of(Long.parseLong(Files.readString(path).strip()))
          .filter(ProcessHandle::isAlive);
    } catch (IOException | NumberFormatException neverStarted) {
      return Optional.empty();
    }
  }

  /** A process id is used again after a while: only a process of that program is ours. */
  private static boolean isThe(Path program, ProcessHandle process) {
    return process
        .info()
        .command()
        .map(command -> Path.of(command).getFileName().equals(program.getFileName()))
        .orElse(false);
  }

  private boolean ended(ProcessHandle process) {
    try {
      process.onExit().get(patience.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException | ExecutionException stillThere) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
