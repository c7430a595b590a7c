package dev.sluice.gateway.journal;

import static dev.sluice.gateway.journal.Entries.entry;
import static dev.sluice.gateway.journal.Entries.event;
import static dev.sluice.gateway.journal.Entries.start;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.gateway.event.Event;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupTest {

  @TempDir Path folder;
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

  @Test
  void aRestoredCopyKnowsEveryEventAndGoesOn() {
    Path data = folder.resolve("data");
    Path copy = folder.resolve("copy");
    Event order = event("1", "{}");
    try (Database database = Database.open(url(data), meters)) {
      Journal journal = open(database, data);
      journal.append(entry(order, start("order-1"))).join();
      try (Audit unused = Audit.start(database, config(data))) {
        Backup.of(url(data), data, copy);
      }
      journal.append(entry(event("after", "{}"))).join();
    }

    try (Database database = Database.open(url(copy), meters)) {
      Journal journal = open(database, copy);
      try (Audit audit = Audit.start(database, config(copy))) {
        assertThat(journal.find(order.eid())).isPresent();
        assertThat(journal.backlog().size().count()).isEqualTo(1);
        assertThat(journal.append(entry(event("1", "{}"))).join())
            .isInstanceOf(Appended.Duplicate.class);
        assertThat(journal.append(entry(event("2", "{}"))).join())
            .isInstanceOf(Appended.Kept.class);
        assertThat(audit.check().isWhole()).as(() -> audit.check().toString()).isTrue();
      }
    }
  }

  @Test
  void aFolderWithSomethingInItIsLeftAlone() throws IOException {
    Path data = folder.resolve("data");
    Database.open(url(data), meters).close();
    Path there = Files.createDirectory(folder.resolve("there"));
    Files.writeString(there.resolve("diary.txt"), "mine");

    assertThatThrownBy(() -> Backup.of(url(data), data, there))
        .isInstanceOf(JournalUnusable.class)
        .hasMessageContaining("is not empty");
    assertThatThrownBy(() -> Backup.of(url(folder), folder, folder.resolve("new")))
        .isInstanceOf(JournalUnusable.class)
        .hasMessageContaining("There is no journal");
  }

  private Journal open(Database database, Path data) {
    return Journal.open(database, config(data), meters);
  }

  private static JournalConfig config(Path data) {
    return new JournalConfig(data, Clock.systemUTC(), Duration.ofDays(30));
  }

  private static String url(Path data) {
    return "jdbc:sqlite:" + data.resolve("journal.db");
  }
}
