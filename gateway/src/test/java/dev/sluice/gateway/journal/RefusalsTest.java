package dev.sluice.gateway.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RefusalsTest {

  private static final Instant AT = Instant.parse("2026-11-21T09:30:00Z");

  @TempDir private Path folder;
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private Database database;

  @BeforeEach
  void open() {
    database = Database.open("jdbc:sqlite:" + folder.resolve("sluice.db"), meters);
  }

  @AfterEach
  void close() {
    database.close();
  }

  private static Refused refused(String source, int n) {
    return new Refused(AT, source, "signatureWrong", "00".repeat(32), n, "127.0.0.1");
  }

  @Test
  void whatWasNotedIsThereAfterARestart() {
    try (Refusals refusals = new Refusals(database, meters)) {
      refusals.note(refused("a", 1));
    }
    database.close();
    open();
    try (Refusals refusals = new Refusals(database, meters)) {
      assertThat(refusals.list("a", 10, null).items()).containsExactly(refused("a", 1));
      assertThat(refusals.list("b", 10, null).items()).isEmpty();
    }
  }

  @Test
  void aFloodIsCountedAndNotKeptWhole() {
    try (Refusals refusals = new Refusals(database, meters)) {
      for (int n = 0; n < Refusals.ROOM + 7; n++) {
        refusals.note(refused("a", n));
      }
      assertThat(refusals.list("a", Refusals.MOST, null).items()).hasSize(Refusals.ROOM);
      assertThat(meters.counter("sluice.refusals.unlisted").count()).isEqualTo(7);
      assertThat(
              meters.counter("sluice.refusals", "source", "a", "reason", "signatureWrong").count())
          .isEqualTo(Refusals.ROOM + 7);
    }
  }

  @Test
  void onlyTheNewestStay() {
    try (Refusals refusals = new Refusals(database, meters)) {
      int noted = 0;
      while (noted < Refusals.MOST + 2 * Refusals.ROOM) {
        for (int n = 0; n < Refusals.ROOM; n++) {
          refusals.note(refused("a", noted++));
        }
        refusals.list(null, 1, null);
      }
      Page<Refused> page = refusals.list(null, 2 * Refusals.MOST, null);
      assertThat(page.items()).hasSize(Refusals.MOST);
      assertThat(page.items().get(0).bodyBytes()).isEqualTo(noted - 1);
    }
  }
}
