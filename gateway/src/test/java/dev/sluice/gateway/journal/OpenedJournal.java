package dev.sluice.gateway.journal;

import dev.sluice.gateway.event.Event;
import dev.sluice.gateway.route.Planned;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A journal in a folder of the test's, open from before each test until after it. Its clock stands
 * still until told otherwise, and its commits fail when asked to.
 */
@SuppressWarnings("NullAway.Init") // Opened before anybody asks for it.
public final class OpenedJournal implements BeforeEachCallback, AfterEachCallback, AutoCloseable {

  private final Supplier<Path> folder;
  private final long backlog;
  private final Supplier<Identities> identities;
  private final TestClock clock = new TestClock(Instant.parse("2026-11-21T09:00:00Z"));
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final FailingCommits commits = new FailingCommits();
  private Database database;
  private Journal journal;

  /** The folder is asked for late: JUnit makes it when this is there already. */
  public OpenedJournal(Supplier<Path> folder) {
    this(folder, JournalConfig.DEFAULT_BACKLOG, Identities::new);
  }

  OpenedJournal(Supplier<Path> folder, long backlog, Supplier<Identities> identities) {
    this.folder = folder;
    this.backlog = backlog;
    this.identities = identities;
  }

  public OpenedJournal open() {
    database = commits.open(url(), meters, identities.get());
    journal = Journal.open(database, config(), meters);
    return this;
  }

  /** As a restart does. */
  void reopen() {
    close();
    open();
  }

  public Journal journal() {
    return journal;
  }

  public Database database() {
    return database;
  }

  public TestClock clock() {
    return clock;
  }

  public SimpleMeterRegistry meters() {
    return meters;
  }

  public FailingCommits commits() {
    return commits;
  }

  public Path file() {
    return folder.get().resolve("sluice.db");
  }

  public String url() {
    return "jdbc:sqlite:" + file();
  }

  JournalConfig config() {
    return new JournalConfig(folder.get(), clock, JournalConfig.DEFAULT_IDENTITY_WINDOW, backlog);
  }

  public Appended append(Event event, Planned... planned) {
    return journal.append(Entries.entry(event, planned)).join();
  }

  /** What is next for the engine. */
  public Held next() {
    return journal.backlog().after(Backlog.Place.START, 1).orElseThrow().work().get(0);
  }

  /** Of what is next for the engine. */
  public void mark(Outcome outcome) {
    journal.backlog().mark(next(), outcome).join();
  }

  /** Forgets events that are older than this. */
  Forgetting forgetting(Duration keep) {
    return new Forgetting(database, journal, clock, () -> keep, meters);
  }

  int rows(String table) {
    return database.read(
        connection -> {
          try (var statement = connection.createStatement();
              var row = statement.executeQuery("SELECT count(*) FROM " + table)) {
            row.next();
            return row.getInt(1);
          }
        });
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    open();
  }

  @Override
  public void afterEach(ExtensionContext context) {
    close();
  }

  @Override
  public void close() {
    database.close();
  }
}
