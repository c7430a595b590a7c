package dev.sluice.cli.dev;

import dev.sluice.cli.process.DataFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** {@code gateway.url} in the data folder: how a script finds a gateway on a port of its own. */
record AddressFile(Path path) implements AutoCloseable {

  static AddressFile write(DataFolder folder, String url) {
    var file = new AddressFile(folder.file("gateway.url"));
    try {
      // Whole or not at all: a script may be looking.
      var fresh = Files.writeString(folder.file("gateway.url.new"), url + "\n");
      Files.move(fresh, file.path, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException("the gateway's address cannot be written", e);
    }
  }

  @Override
  public void close() throws IOException {
    Files.deleteIfExists(path);
  }
}
