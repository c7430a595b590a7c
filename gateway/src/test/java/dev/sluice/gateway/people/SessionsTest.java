package dev.sluice.gateway.people;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.sluice.gateway.journal.Database;
import dev.sluice.gateway.journal.TestClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

@SuppressWarnings("NullAway.Init") // Opened before each.
class SessionsTest {

  private static final Identity DESK = Identity.of(Identity.Way.key, "desk", "of the key");

  @TempDir private Path folder;
  private final TestClock clock = new TestClock(Instant.parse("2026-11-22T09:00:00Z"));
  private Database database;
  private Sessions sessions;

  @BeforeEach
  void open() {
    database =
        Database.open(
            "jdbc:sqlite:" + folder.resolve("sluice.db").toAbsolutePath(),
            new SimpleMeterRegistry());
    sessions = new Sessions(database, clock, () -> SignIn.DEFAULT);
  }

  @AfterEach
  void close() {
    database.close();
  }

  private void reopen() {
    close();
    open();
  }

  private String begin() {
    return sessions.begin(DESK, Optional.empty()).join();
  }

  private List<String> column(String name) {
    return database.read(
        connection -> {
          List<String> all = new ArrayList<>();
          try (var statement = connection.prepareStatement("SELECT " + name + " FROM sessions");
              ResultSet row = statement.executeQuery()) {
            while (row.next()) {
              all.add(row.getString(1));
            }
          }
          return all;
        });
  }

  @Test
  void itIsOfWhoeverBeganItWhileTheSameCounts() {
    Session session = sessions.find(begin()).orElseThrow();
    assertThat(session.isOf(DESK)).isTrue();
    assertThat(session.isOf(Identity.of(Identity.Way.key, "desk", "of another"))).isFalse();
    assertThat(session.isOf(Identity.of(Identity.Way.key, "shop", "of the key"))).isFalse();
    assertThat(session.isOf(Identity.of(Identity.Way.openId, "desk", "of the key"))).isFalse();
    assertThat(session.toString()).isEqualTo("Session[key desk]");
  }

  /** It is so with each session each minute as long as the journal is overloaded. */
  @Test
  void thatAUseCannotBeNotedNowIsNoFault() {
    Logger logger = (Logger) LoggerFactory.getLogger(Sessions.class);
    Level level = logger.getLevel();
    ListAppender<ILoggingEvent> said = new ListAppender<>();
    String token = begin();
    database.close();
    logger.setLevel(Level.DEBUG);
    logger.addAppender(said);
    said.start();
    try {
      clock.advance(Duration.ofMinutes(2));
      assertThat(sessions.use(token)).isPresent();
      await().until(() -> !said.list.isEmpty());
      assertThat(said.list).extracting(ILoggingEvent::getLevel).containsExactly(Level.DEBUG);
    } finally {
      logger.detachAppender(said);
      logger.setLevel(level);
    }
  }

  /** No stranger's cookie costs a read, and a stream whose person is looked up cannot fail. */
  @Test
  void whoHasSignedInIsKnownThoughTheJournalCannotBeRead() {
    String token = begin();
    database.close();
    assertThat(sessions.find(token)).isPresent();
    assertThat(sessions.use(token)).isPresent();
    assertThat(sessions.find("B".repeat(43))).isEmpty();
  }

  /** Who has the file has a hash of nothing that he could guess at. */
  @Test
  void theSealTellsNothingOfTheKeyAlsoToWhoGuessesIt() {
    var unused = begin();
    var unusedToo = begin();
    assertThat(column("seal")).doesNotHaveDuplicates().doesNotContain(DESK.proof());
  }

  @Test
  void aLookIsNoUse() {
    String token = begin();
    clock.advance(Duration.ofHours(11));
    assertThat(sessions.find(token)).isPresent();
    clock.advance(Duration.ofHours(1));
    assertThat(sessions.find(token)).isEmpty();
    assertThat(sessions.use(token)).isEmpty();
  }

  @Test
  void theLastUseIsKnownAfterARestart() {
    String token = begin();
    clock.advance(Duration.ofHours(11));
    assertThat(sessions.use(token)).isPresent();
    reopen();
    clock.advance(Duration.ofHours(11));
    assertThat(sessions.find(token)).isPresent();
    clock.advance(Duration.ofHours(1));
    assertThat(sessions.find(token)).isEmpty();
  }

  @Test
  void oneThatHasEndedIsGoneAfterARestartToo() {
    String token = begin();
    assertThat(sessions.end(token).join()).isEqualTo(1);
    assertThat(sessions.find(token)).isEmpty();
    reopen();
    assertThat(sessions.find(token)).isEmpty();
  }

  @Test
  void theNewOneTakesThePlaceOfTheOneBefore() {
    String before = begin();
    String after = sessions.begin(DESK, Optional.of(before)).join();
    assertThat(sessions.find(before)).isEmpty();
    reopen();
    assertThat(sessions.find(before)).isEmpty();
    assertThat(sessions.find(after)).isPresent();
  }

  @Test
  void thoseThatAreOverAreCleanedUpWhenSomebodySignsIn() {
    var unused = begin();
    clock.advance(Duration.ofHours(13));
    assertThat(column("name")).hasSize(1);
    var unusedToo = begin();
    assertThat(column("name")).hasSize(1);
  }

  @Test
  void ofVeryManyOfOneNameTheLeastUsedGo() {
    List<String> tokens = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      tokens.add(begin());
      clock.advance(Duration.ofSeconds(1));
    }
    clock.advance(Duration.ofMinutes(2));
    assertThat(sessions.use(tokens.get(0))).isPresent();
    tokens.add(begin());
    assertThat(column("name")).hasSize(100);
    assertThat(sessions.find(tokens.get(0))).as("in use").isPresent();
    assertThat(sessions.find(tokens.get(1))).isEmpty();
    assertThat(sessions.find(tokens.get(2))).isPresent();
  }
}
