package dev.sluice.cli.process;

import dev.sluice.cli.CommandFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The folder that holds all that must outlive the process, used by one process at a time. The lock
 * is the operating system's, so a kill lets go of it too.
 */
public final class DataFolder implements AutoCloseable {

  private final Path path;
  private final FileChannel lock;

  private DataFolder(Path path, FileChannel lock) {
    this.path = path;
    this.lock = lock;
  }

  public static DataFolder open(Path path) {
    try {
      Files.createDirectories(path);
      var lock =
          FileChannel.open(
              path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (isTaken(lock)) {
        lock.close();
        throw new CommandFailure(
            "Another `sluice` uses the data folder " + path + ".",
            "Stop it, or choose another folder with --data.");
      }
      return new DataFolder(path.toRealPath(), lock);
    } catch (IOException e) {
      throw new CommandFailure(
          "The data folder " + path + " cannot be used: " + e.getMessage(),
          "Choose one that can be written, with --data.",
          e);
    }
  }

  private static boolean isTaken(FileChannel lock) throws IOException {
    try {
      return lock.tryLock() == null;
    } catch (OverlappingFileLockException byThisProcess) {
      return true;
    }
  }

  public Path path() {
    return path;
  }

  public Path file(String name) {
    return path.resolve(name);
  }

  @Override
  public void close() {
    try {
      lock.close();
    } catch (IOException e) {
      throw new UncheckedIOException("the lock of " + path + " cannot be given back", e);
    }
  }
}
