package dev.sluice.gateway.journal;

import dev.sluice.gateway.audit.AuditCheck;
import dev.sluice.gateway.audit.AuditReport;
import dev.sluice.gateway.audit.Signing;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.Semaphore;
import org.sqlite.SQLiteConfig;

/**
 * The audit of a journal: keeps its chain signed while the gateway runs, and checks it, of a
 * running gateway or of its files. Safe for many threads; one check at a time.
 */
public final class Audit implements AutoCloseable {

  private static final String PURPOSE = "audit checkpoint";

  private final Database database;
  private final Path data;
  private final byte[] key;
  private final Signing signing;
  private final Semaphore one = new Semaphore(1);

  private Audit(Database database, JournalConfig config) {
    this.database = database;
    this.data = config.data();
    this.key = key(data);
    this.signing = new Signing(database.chain(), data, key, config.clock());
  }

  /** Begins to sign. The journal is open: it has made the key. */
  public static Audit start(Database database, JournalConfig config) {
    Audit audit = new Audit(database, config);
    boolean unused =
        database.read(
            connection -> {
              audit.signing.start(connection);
              return true;
            });
    return audit;
  }

  /**
   * Reads every event once, beside whatever goes on.
   *
   * @throws JournalUnavailable when another check is under way
   */
  public AuditReport check() {
    if (!one.tryAcquire()) {
      throw new JournalUnavailable(
          JournalUnavailable.Cause.overloaded, "A check of the journal is under way already");
    }
    try {
      signing.signNow();
      return database.read(connection -> AuditCheck.of(connection, data, key));
    } finally {
      one.release();
    }
  }

  /**
   * Checks a journal by its files alone, whether a gateway has them open or not.
   *
   * @throws JournalUnusable when there is none, or it cannot be read
   */
  public static AuditReport check(String url, Path data) {
    Path file = Database.file(url);
    if (!Files.exists(file)) {
      throw new JournalUnusable("There is no journal " + file + ".");
    }
    SQLiteConfig config = new SQLiteConfig();
    config.setReadOnly(true);
    config.setBusyTimeout(5_000);
    byte[] key = key(data);
    try (Connection connection = config.createConnection(url)) {
      connection.setAutoCommit(false);
      return AuditCheck.of(connection, data, key);
    } catch (SQLException e) {
      throw new JournalUnusable("The journal " + file + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static byte[] key(Path data) {
    return ContentKey.in(data, false).derived(PURPOSE);
  }

  @Override
  public void close() {
    signing.close();
  }
}
