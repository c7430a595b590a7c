package dev.sluice.gateway.journal;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Looks at a journal's file without changing it, also while a gateway has it open: whether it can
 * be read and written, and whether it is whole.
 */
public final class DatabaseCheck {

  private DatabaseCheck() {}

  /** What is wrong; empty when nothing is, or when there is no file yet and one can be made. */
  public static Optional<String> problem(String url) {
    Path file;
    try {
      file = Database.file(url);
    } catch (IllegalArgumentException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
    if (!Files.exists(file)) {
      return firstThatExists(file)
          .filter(folder -> !Files.isDirectory(folder) || !Files.isWritable(folder))
          .map(folder -> "no file can be made in " + folder);
    }
    return Files.isWritable(file) ? damage(url) : Optional.of(file + " cannot be written");
  }

  private static Optional<Path> firstThatExists(Path file) {
    Optional<Path> path = Optional.ofNullable(file.getParent());
    while (path.isPresent() && !Files.exists(path.get())) {
      path = path.map(Path::getParent);
    }
    return path;
  }

  private static Optional<String> damage(String url) {
    try (var connection = DriverManager.getConnection(url + "?open_mode=1");
        var statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("PRAGMA quick_check(1)")) {
      String word = rows.next() ? rows.getString(1) : "no answer";
      return "ok".equals(word) ? Optional.empty() : Optional.of("it is damaged: " + word);
    } catch (SQLException e) {
      return Optional.of("it cannot be read: " + e.getMessage());
    }
  }
}
