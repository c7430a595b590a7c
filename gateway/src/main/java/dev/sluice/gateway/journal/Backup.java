package dev.sluice.gateway.journal;

import dev.sluice.gateway.audit.Signing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import org.sqlite.SQLiteConfig;

/**
 * A copy of all that a gateway needs to go on elsewhere: the journal as of one moment, its keys and
 * its checkpoint. The gateway may run meanwhile.
 */
public final class Backup {

  private Backup() {}

  /**
   * @param into a folder that is empty or not there yet
   * @throws JournalUnusable when there is nothing to copy, or no place to copy it to
   */
  public static void of(String url, Path data, Path into) {
    Path file = Database.file(url);
    if (!Files.exists(file)) {
      throw new JournalUnusable("There is no journal " + file + ".");
    }
    try {
      Files.createDirectories(into);
      try (var there = Files.newDirectoryStream(into)) {
        if (there.iterator().hasNext()) {
          throw new JournalUnusable(
              into + " is not empty: a backup goes into a folder of its own.");
        }
      }
      // The checkpoint before the journal: what it signs is in the copy.
      for (String name : List.of(ContentKey.FILE, Signing.CHECKPOINT)) {
        if (Files.exists(data.resolve(name))) {
          Files.copy(data.resolve(name), into.resolve(name));
        }
      }
      of(url, into.resolve(file.getFileName()));
    } catch (IOException e) {
      throw new JournalUnusable("The backup cannot be written to " + into + ": " + e, e);
    }
  }

  /** The journal alone. */
  static void of(String url, Path into) {
    SQLiteConfig config = new SQLiteConfig();
    config.setReadOnly(true);
    config.setBusyTimeout(5_000);
    try (Connection connection = config.createConnection(url);
        PreparedStatement copy = connection.prepareStatement("VACUUM INTO ?")) {
      copy.setString(1, into.toString());
      copy.execute();
    } catch (SQLException e) {
      throw new JournalUnusable(
          "The journal cannot be copied to " + into + ": " + e.getMessage(), e);
    }
  }
}
