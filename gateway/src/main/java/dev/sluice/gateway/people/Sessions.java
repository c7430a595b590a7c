package dev.sluice.gateway.people;

import dev.sluice.gateway.jdk.Sha256;
import dev.sluice.gateway.journal.Database;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who has signed in, in the journal's database, so that a restart signs nobody out. A session is
 * named by a random token that only its browser has: here is its hash. It ends when it is not used
 * for long, when it is old, and when its person says so. Safe for many threads.
 */
public final class Sessions {

  private static final Logger log = LoggerFactory.getLogger(Sessions.class);
  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_-]{43}");
  private static final int TOKEN_BYTES = 32;
  private static final int MOST_OF_ONE = 100;
  private static final long NOTED_EVERY = Duration.ofMinutes(1).toMillis();

  private final Database database;
  private final Clock clock;
  private final Supplier<SignIn> limits;
  private final SecureRandom random = new SecureRandom();

  public Sessions(Database database, Clock clock, Supplier<SignIn> limits) {
    this.database = database;
    this.clock = clock;
    this.limits = limits;
  }

  private record Found(Identity who, long begunAt, long seenAt) {}

  /** A name that nobody guesses, in letters that stand everywhere. */
  public String randomToken() {
    byte[] bytes = new byte[TOKEN_BYTES];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  public static boolean isToken(@Nullable String text) {
    return text != null && TOKEN.matcher(text).matches();
  }

  /**
   * Always under a new token, so that one which somebody knew before is worth nothing. Completes
   * with it once the session is on disk.
   *
   * @param before the session that this one takes the place of
   */
  public CompletableFuture<String> begin(Identity who, Optional<String> before) {
    String token = randomToken();
    return database
        .write(
            connection -> {
              if (before.isPresent()) {
                delete(connection, before.get());
              }
              deleteOver(connection, who);
              return insert(connection, token, who);
            })
        .thenApply(
            inserted -> {
              log.info("Signed in: {}", who);
              return token;
            });
  }

  /** Empty: there is no such session, or no more. */
  public Optional<Identity> find(String token) {
    if (!isToken(token)) {
      return Optional.empty();
    }
    Optional<Found> found = database.read(connection -> read(connection, token));
    long now = clock.millis();
    SignIn limit = limits.get();
    Optional<Found> going =
        found.filter(
            each ->
                now - each.seenAt() < limit.idle().toMillis()
                    && now - each.begunAt() < limit.age().toMillis());
    if (going.isPresent() && now - going.get().seenAt() >= NOTED_EVERY) {
      note(token, now);
    }
    return going.map(Found::who);
  }

  public CompletableFuture<Integer> end(String token) {
    return database.write(connection -> delete(connection, token));
  }

  private void note(String token, long now) {
    var unused =
        database
            .write(
                connection -> {
                  String sql = "UPDATE sessions SET seen_at = ? WHERE token_sha256 = ?";
                  try (PreparedStatement statement = connection.prepareStatement(sql)) {
                    statement.setLong(1, now);
                    statement.setBytes(2, hash(token));
                    return statement.executeUpdate();
                  }
                })
            .exceptionally(
                failure -> {
                  log.debug("That a session is in use cannot be noted now: {}", failure.toString());
                  return 0;
                });
  }

  private static Optional<Found> read(Connection connection, String token) throws SQLException {
    String sql = "SELECT * FROM sessions WHERE token_sha256 = ?";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setBytes(1, hash(token));
      try (ResultSet row = statement.executeQuery()) {
        return row.next()
            ? Optional.of(
                new Found(
                    new Identity(
                        Identity.Way.valueOf(row.getString("way")),
                        row.getString("name"),
                        row.getString("proof")),
                    row.getLong("begun_at"),
                    row.getLong("seen_at")))
            : Optional.empty();
      }
    }
  }

  private int insert(Connection connection, String token, Identity who) throws SQLException {
    String sql =
        """
        INSERT INTO sessions (token_sha256, way, name, proof, begun_at, seen_at)
        VALUES (?, ?, ?, ?, ?, ?)""";
    long now = clock.millis();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setBytes(1, hash(token));
      statement.setString(2, who.way().name());
      statement.setString(3, who.name());
      statement.setString(4, who.proof());
      statement.setLong(5, now);
      statement.setLong(6, now);
      return statement.executeUpdate();
    }
  }

  /** Those that are over, and of one name the least used where there are very many. */
  private void deleteOver(Connection connection, Identity who) throws SQLException {
    SignIn limit = limits.get();
    long now = clock.millis();
    String over = "DELETE FROM sessions WHERE seen_at <= ? OR begun_at <= ?";
    try (PreparedStatement statement = connection.prepareStatement(over)) {
      statement.setLong(1, now - limit.idle().toMillis());
      statement.setLong(2, now - limit.age().toMillis());
      statement.executeUpdate();
    }
    String many =
        """
        DELETE FROM sessions WHERE token_sha256 IN (SELECT token_sha256 FROM sessions
          WHERE way = ? AND name = ? ORDER BY seen_at DESC LIMIT -1 OFFSET ?)""";
    try (PreparedStatement statement = connection.prepareStatement(many)) {
      statement.setString(1, who.way().name());
      statement.setString(2, who.name());
      statement.setInt(3, MOST_OF_ONE - 1);
      statement.executeUpdate();
    }
  }

  private static int delete(Connection connection, String token) throws SQLException {
    String sql = "DELETE FROM sessions WHERE token_sha256 = ?";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setBytes(1, hash(token));
      return statement.executeUpdate();
    }
  }

  private static byte[] hash(String token) {
    return Sha256.of(token.getBytes(StandardCharsets.UTF_8));
  }
}
