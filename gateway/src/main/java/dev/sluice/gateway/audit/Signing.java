package dev.sluice.gateway.audit;

import dev.sluice.gateway.jdk.Daemons;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signs the chain's head once a second, when it moved, and at the end: off the way of events, so
 * what a crash or a thief cuts off within that second does not show. A checkpoint that the journal
 * does not fit at the start is kept aside, for the check to tell of.
 */
public final class Signing implements AutoCloseable {

  public static final String CHECKPOINT = Checkpoint.FILE;
  static final String MISFIT = Checkpoint.FILE + ".misfit-";

  private static final Logger log = LoggerFactory.getLogger(Signing.class);
  private static final Duration EVERY = Duration.ofSeconds(1);

  private final Chain chain;
  private final Path folder;
  private final byte[] key;
  private final Clock clock;
  private final ScheduledExecutorService timer = Daemons.timer("audit-signing");

  private Chain.@Nullable Sealed signed;

  public Signing(Chain chain, Path folder, byte[] key, Clock clock) {
    this.chain = chain;
    this.folder = folder;
    this.key = key.clone();
    this.clock = clock;
  }

  /**
   * @param journal what the chain says before anything is added to it
   */
  public void start(Connection journal) throws SQLException {
    try {
      Optional<Checkpoint> last = Checkpoint.read(folder);
      if (last.isPresent() && !fits(journal, last.get())) {
        Path aside = folder.resolve(MISFIT + clock.instant().toEpochMilli());
        Files.move(folder.resolve(Checkpoint.FILE), aside);
        log.error(
            "The journal's audit chain does not fit its last checkpoint, which is kept as {}: see"
                + " `sluice audit verify`",
            aside.getFileName());
      }
    } catch (IOException e) {
      log.error("The audit checkpoint cannot be read; a cut tail would not show", e);
    }
    var unused =
        timer.scheduleWithFixedDelay(
            this::signNow, EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
  }

  private boolean fits(Connection journal, Checkpoint checkpoint) throws SQLException {
    String sql = "SELECT " + Entry.COLUMNS + " FROM audit_chain WHERE n = ?";
    try (PreparedStatement statement = journal.prepareStatement(sql)) {
      statement.setLong(1, checkpoint.n());
      try (ResultSet row = statement.executeQuery()) {
        return checkpoint.isSignedWith(key) && row.next() && checkpoint.isHead(Entry.read(row));
      }
    }
  }

  /** Signs now, where there is something to sign. */
  public synchronized void signNow() {
    try {
      sign();
    } catch (IOException | RuntimeException e) {
      log.warn("The audit checkpoint cannot be written; trying again: {}", e.toString());
    }
  }

  private void sign() throws IOException {
    Chain.Sealed sealed = chain.sealed();
    if (sealed != null && !sealed.equals(signed)) {
      Checkpoint.signed(sealed, Instant.now(clock), key).write(folder);
      signed = sealed;
    }
  }

  @Override
  public void close() {
    timer.shutdown();
    try {
      if (!timer.awaitTermination(5, TimeUnit.SECONDS)) {
        log.warn("The audit checkpoint is still being written");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    signNow();
  }
}
