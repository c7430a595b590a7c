package dev.sluice.gateway.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseCheckTest {

  @TempDir Path folder;

  @Test
  void aFileThatIsNotThereYetIsNoProblemAndIsNotMade() {
    assertThat(DatabaseCheck.problem(url("new/journal.db"))).isEmpty();
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aJournalInUseIsGood() {
    try (Database inUse = Database.open(url("journal.db"), new SimpleMeterRegistry())) {
      assertThat(inUse.writable()).isTrue();
      assertThat(DatabaseCheck.problem(url("journal.db"))).isEmpty();
    }
  }

  @Test
  void damageIsSaid() throws IOException {
    Database.open(url("journal.db"), new SimpleMeterRegistry()).close();
    try (FileChannel file =
        FileChannel.open(folder.resolve("journal.db"), StandardOpenOption.WRITE)) {
      file.write(ByteBuffer.wrap(new byte[4096]), 4096);
    }

    assertThat(DatabaseCheck.problem(url("journal.db"))).isPresent();
  }

  @Test
  void aPlaceWhereNoFileCanBeMadeIsSaid() throws IOException {
    Files.writeString(folder.resolve("file"), "no folder");

    assertThat(DatabaseCheck.problem(url("file/journal.db"))).isPresent();
  }

  @Test
  void anotherKindOfDatabaseIsSaid() {
    assertThat(DatabaseCheck.problem("jdbc:mysql://x/y")).isPresent();
  }

  private String url(String file) {
    return "jdbc:sqlite:" + folder.resolve(file);
  }
}
