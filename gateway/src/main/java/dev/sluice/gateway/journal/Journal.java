package dev.sluice.gateway.journal;

import dev.sluice.gateway.jdk.Daemons;
import dev.sluice.gateway.journal.Appended.Conflict;
import dev.sluice.gateway.journal.Appended.Duplicate;
import dev.sluice.gateway.journal.Appended.Kept;
import dev.sluice.gateway.journal.JournalUnavailable.Cause;
import dev.sluice.gateway.route.Planned;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The durable, ordered record of accepted events. An answer of {@link #append} is on disk. Requests
 * with the same identity at the same time are told apart on the one writer's thread: one is kept,
 * the others are its duplicates. How many events stand before an event by causation is counted
 * here, whatever the event says. Safe for many threads.
 */
public final class Journal {

  private static final Logger log = LoggerFactory.getLogger(Journal.class);

  /** Told of what is on disk, in the journal's order, on one thread that must not be held up. */
  public interface Listener {

    default void committed(StoredEvent event, List<Held> held) {}

    /**
     * A commit failed, and what it held was refused; yet it may be on disk. What it may have
     * committed is told to nobody: it has to be read, and {@link Stops#recover} comes first.
     */
    default void inDoubt() {}

    /** {@code work.reason()} tells a start that was repeated after the engine lost its run. */
    default void marked(Held work, Outcome outcome) {}

    default void ended(RunBook.End end) {}

    /** A dead letter is held again, or a run attempted anew: out of the journal's order. */
    default void heldAgain(Held work) {}

    /** What is stopped may have changed, and some of it may be {@link Stops#takeReleased taken}. */
    default void stopsChanged() {}
  }

  private final Database database;
  private final Appending appending;
  private final Stops stops;
  private final Backlog backlog;
  private final RunBook runs;
  private final KeptCancels cancels;
  private final DeadLetters deadLetters;
  private final Redrives redrives;
  private final Attempts attempts;
  private final LiveReads live;
  private final Remembered remembered;
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();
  // Duplicates are answered with the first event, which is read back off the writer's threads.
  private final ExecutorService reads =
      Executors.newFixedThreadPool(2, Daemons.named("journal-reads"));
  private final Counter accepted;
  private final Counter duplicates;
  private final Counter conflicts;
  private final Waits waits = new Waits();

  private Journal(Database database, JournalConfig config, MeterRegistry meters) {
    this.database = database;
    this.remembered = new Remembered(database, config.window());
    this.stops = new Stops(database, config.clock(), () -> tell(Listener::stopsChanged));
    this.appending =
        new Appending(
            config,
            ContentKey.in(config.data(), isEmpty(database)),
            waits::reason,
            database.chain(),
            database.identities(),
            remembered,
            stops);
    this.backlog = new Backlog(database, config, meters, stops, this::tellMarked);
    this.runs =
        new RunBook(database, config.clock(), stops, end -> tell(listener -> listener.ended(end)));
    this.cancels = new KeptCancels(database);
    this.deadLetters =
        new DeadLetters(
            database,
            config.clock(),
            config.window(),
            work -> tell(listener -> listener.heldAgain(work)));
    this.redrives = new Redrives(database, config.clock());
    this.attempts =
        new Attempts(database, config.clock(), work -> tell(listener -> listener.heldAgain(work)));
    this.live = new LiveReads(database, waits);
    this.accepted = Counter.builder("sluice.events.accepted").register(meters);
    this.duplicates = Counter.builder("sluice.events.duplicate").register(meters);
    this.conflicts = Counter.builder("sluice.events.conflict").register(meters);
    listen(stops);
    database.whenInDoubt(() -> tell(Listener::inDoubt));
  }

  public static Journal open(Database database, JournalConfig config, MeterRegistry meters) {
    return new Journal(database, config, meters);
  }

  private static boolean isEmpty(Database database) {
    return database.read(
        connection -> {
          try (PreparedStatement statement =
                  connection.prepareStatement("SELECT 1 FROM events LIMIT 1");
              ResultSet row = statement.executeQuery()) {
            return !row.next();
          }
        });
  }

  /** Fails with {@link JournalUnavailable}: then nothing was acknowledged. */
  public CompletableFuture<Appended> append(Entry entry) {
    if (isTooMuch(entry)) {
      return CompletableFuture.failedFuture(tooMuch());
    }
    List<Appending.Prepared> prepared = List.of(appending.prepare(entry));
    return database.write(
        connection -> appending.append(connection, prepared).get(0), this::answer);
  }

  /** All of them in one transaction: what fails keeps none of them. */
  public CompletableFuture<List<Appended>> append(List<Entry> entries) {
    if (entries.stream().anyMatch(this::isTooMuch)) {
      return CompletableFuture.failedFuture(tooMuch());
    }
    List<Appending.Prepared> prepared = entries.stream().map(appending::prepare).toList();
    return database.write(connection -> appending.append(connection, prepared), this::answers);
  }

  private boolean isTooMuch(Entry entry) {
    return isWork(entry) && backlog.isFullFor(entry.event().priority());
  }

  private static JournalUnavailable tooMuch() {
    return new JournalUnavailable(
        Cause.backlog, "Too much work of this urgency waits for the engine already");
  }

  private CompletableFuture<List<Appended>> answers(List<Appending.Result> results) {
    List<CompletableFuture<Appended>> answers = results.stream().map(this::answer).toList();
    return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
        .thenApply(all -> answers.stream().map(CompletableFuture::join).toList());
  }

  private static boolean isWork(Entry entry) {
    return entry.planned().stream().anyMatch(Planned.Work.class::isInstance);
  }

  public Optional<StoredEvent> find(UUID eid) {
    return database.read(
        connection -> {
          try (PreparedStatement statement =
              connection.prepareStatement("SELECT * FROM events WHERE eid = ?")) {
            statement.setBytes(1, Rows.bytes(eid));
            try (ResultSet row = statement.executeQuery()) {
              return row.next()
                  ? Optional.of(Rows.stored(connection, row, waits))
                  : Optional.empty();
            }
          }
        });
  }

  /**
   * Newest first. In {@code type}, {@code *} stands for one segment and {@code **} for any number.
   *
   * @throws IllegalArgumentException for a cursor that is not one of ours
   */
  public Page<StoredEvent> events(EventQuery query) {
    return database.read(connection -> new EventSearch(query, waits).on(connection));
  }

  /** The oldest events of one correlation, oldest first; with a {@code next} if there are more. */
  public Page<StoredEvent> correlated(String correlation, int atMost) {
    return database.read(rows -> EventSearch.correlated(rows, "e.*", correlation, atMost, waits));
  }

  public void listen(Listener listener) {
    listeners.add(listener);
  }

  public Waits waits() {
    return waits;
  }

  public Backlog backlog() {
    return backlog;
  }

  public Stops stops() {
    return stops;
  }

  public RunBook runs() {
    return runs;
  }

  public KeptCancels cancels() {
    return cancels;
  }

  public DeadLetters deadLetters() {
    return deadLetters;
  }

  public Redrives redrives() {
    return redrives;
  }

  public LiveReads live() {
    return live;
  }

  Remembered remembered() {
    return remembered;
  }

  public Attempts attempts() {
    return attempts;
  }

  public boolean writable() {
    return database.writable();
  }

  private CompletableFuture<Appended> answer(Appending.Result result) {
    if (result instanceof Appending.Result.New kept) {
      accepted.increment();
      backlog.count(kept.stored().verdicts());
      tell(listener -> listener.committed(kept.stored(), kept.held()));
      return CompletableFuture.completedFuture(
          new Kept(kept.stored().event(), kept.stored().verdicts()));
    }
    if (result instanceof Appending.Result.Repeated repeated) {
      duplicates.increment();
      return CompletableFuture.supplyAsync(() -> new Duplicate(first(repeated)), reads);
    }
    UUID first = ((Appending.Result.Different) result).firstEid();
    conflicts.increment();
    String detail =
        "The event "
            + first
            + " has the same identity (source and id, or idempotency key) and"
            + " other content. Send the same content again, or give the new event an id of its own.";
    return CompletableFuture.completedFuture(new Conflict(first, detail));
  }

  /** Of one that retention has deleted its name is left, and what its repeat says of it. */
  private StoredEvent first(Appending.Result.Repeated repeated) {
    return database.read(
        connection -> {
          try (PreparedStatement statement =
              connection.prepareStatement("SELECT * FROM events WHERE seq = ?")) {
            statement.setLong(1, repeated.firstSeq());
            try (ResultSet row = statement.executeQuery()) {
              return row.next()
                  ? Rows.stored(connection, row, waits)
                  : StoredEvent.forgotten(repeated.firstEid(), repeated.repeat());
            }
          }
        });
  }

  private void tellMarked(Held work, Outcome outcome) {
    tell(listener -> listener.marked(work, outcome));
  }

  private void tell(Consumer<Listener> news) {
    for (Listener listener : listeners) {
      try {
        news.accept(listener);
      } catch (RuntimeException e) {
        log.error("A listener of the journal failed; the event is kept all the same", e);
      }
    }
  }
}
