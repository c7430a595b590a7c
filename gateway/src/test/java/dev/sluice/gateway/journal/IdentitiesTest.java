package dev.sluice.gateway.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.event.Event;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Identities that go from the memory into the file, and what they are there to prevent. */
class IdentitiesTest {

  private static final int FEW = 50;

  @TempDir Path folder;

  @RegisterExtension
  final OpenedJournal opened =
      new OpenedJournal(() -> folder, JournalConfig.DEFAULT_BACKLOG, () -> new Identities(FEW));

  private CompletableFuture<Appended> send(String id) {
    return opened.journal().append(Entries.entry(Entries.event(id, "{}")));
  }

  private static Event event(Appended appended) {
    return appended instanceof Appended.Kept kept
        ? kept.event()
        : ((Appended.Duplicate) appended).first().event();
  }

  private static int failing(Connection connection) throws SQLException {
    try (var statement = connection.createStatement()) {
      return statement.executeUpdate("INSERT INTO no_such_table VALUES (1)");
    }
  }

  /** So many that a merge may begin or end with what is undone. */
  private void failAll(Random random) {
    List<CompletableFuture<Appended>> lost = new ArrayList<>();
    for (int i = 0; i < 1 + random.nextInt(60); i++) {
      lost.add(send("lost-" + random.nextInt(1_000_000)));
    }
    lost.forEach(each -> each.handle((appended, failure) -> appended).join());
  }

  /** Against a map that never forgets: restarts and commits that fail are part of the story. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void whateverHappensAnIdentityIsTakenOnce(long seed) {
    Random random = new Random(seed);
    Map<String, UUID> kept = new ConcurrentHashMap<>();
    List<String> inDoubt = new ArrayList<>();
    List<CompletableFuture<Integer>> failing = new ArrayList<>();
    for (int round = 0; round < 60; round++) {
      int what = random.nextInt(10);
      if (what == 0) {
        opened.reopen();
      } else if (what == 1) {
        opened.commits().arm();
        String id = "x" + round;
        try {
          send(id).join();
        } catch (CompletionException e) {
          inDoubt.add(id);
        }
      } else if (what <= 3) {
        opened.commits().armBefore();
        failAll(random);
      }
      List<CompletableFuture<Appended>> all = new ArrayList<>();
      for (int i = 0; i < 1 + random.nextInt(40); i++) {
        String id = "id-" + random.nextInt(700);
        if (random.nextInt(20) == 0) {
          // The whole batch is undone, and then done again without this one.
          failing.add(opened.database().write(IdentitiesTest::failing));
        }
        all.add(
            send(id)
                .thenApply(
                    appended -> {
                      UUID eid = event(appended).eid();
                      UUID first = kept.putIfAbsent(id, eid);
                      assertThat(eid).as(id).isEqualTo(first == null ? eid : first);
                      return appended;
                    }));
      }
      all.forEach(CompletableFuture::join);
      assertThat(failing).allMatch(CompletableFuture::isCompletedExceptionally);
    }
    inDoubt.forEach(id -> assertThat(send(id).join()).isInstanceOf(Appended.Duplicate.class));
    kept.forEach((id, eid) -> assertThat(event(send(id).join()).eid()).as(id).isEqualTo(eid));
    assertThat(opened.rows("identities")).isGreaterThan(FEW);
    assertThat(opened.rows("events"))
        .isEqualTo(opened.rows("(SELECT DISTINCT identity FROM events)"));
  }
}
