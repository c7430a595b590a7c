package dev.sluice.gateway.message;

import dev.sluice.gateway.jdk.Sha256;
import dev.sluice.gateway.journal.Database;
import dev.sluice.gateway.journal.Work;
import dev.sluice.gateway.people.Person;
import dev.sluice.gateway.task.Task;
import dev.sluice.gateway.task.Voucher;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Links by which one person answers one round of one task, once. A link's token is the signature of
 * just that and of the address that it is sent to, under a key of the data folder: a message that
 * is sent again has the same link without the token standing anywhere, and who has the database
 * alone can make none. Safe for many threads.
 */
public final class Links {

  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_-]{43}");
  private static final String ALGORITHM = "HmacSHA256";
  private static final String ADDRESS = "address\n";

  private final Database database;
  private final SecretKeySpec key;
  private final Clock clock;

  public Links(Database database, byte[] key, Clock clock) {
    this.database = database;
    this.key = new SecretKeySpec(key, ALGORITHM);
    this.clock = clock;
  }

  /**
   * The token of the link in a message. One that is there already is good from now on: else a mail
   * that was long on its way, or a reminder, would come with a link that is dead. Blocks.
   *
   * @param address where the message goes
   */
  String issue(MessageKey key, String address, Duration good) {
    String token = token(key, address);
    long expiresAt = clock.instant().plus(good).toEpochMilli();
    String sql =
        """
        INSERT INTO links (token_sha256, task_id, life, round, person, address, expires_at)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (token_sha256) DO UPDATE SET expires_at = excluded.expires_at
          WHERE spent_at IS NULL
        """;
    Work<Integer> insert =
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setBytes(1, hash(token));
            statement.setString(2, key.taskId());
            statement.setInt(3, key.life());
            statement.setInt(4, key.round());
            statement.setString(5, key.person());
            statement.setString(6, signature(ADDRESS + address));
            statement.setLong(7, expiresAt);
            return statement.executeUpdate();
          }
        };
    var unused = database.write(insert).join();
    return token;
  }

  String token(MessageKey key, String address) {
    return signature(
        key.taskId().length()
            + "\n"
            + key.taskId()
            + "\n"
            + key.life()
            + "\n"
            + key.round()
            + "\n"
            + key.person()
            + "\n"
            + address);
  }

  private String signature(String signed) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      byte[] signature = mac.doFinal(signed.getBytes(StandardCharsets.UTF_8));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every JVM has " + ALGORITHM, e);
    }
  }

  /** Blocks. Empty: we never made such a link, or it went with its task. */
  public Optional<Link> find(String token) {
    return TOKEN.matcher(token).matches()
        ? database.read(connection -> find(connection, token))
        : Optional.empty();
  }

  public boolean isExpired(Link link) {
    return clock.millis() >= link.expiresAt();
  }

  /** Whether it was sent to the address that is the person's now. */
  public boolean isTo(Link link, Person person) {
    String email = person.email();
    return email != null
        && link.person().equals(person.id())
        && link.address().equals(signature(ADDRESS + email));
  }

  /** To be spent with the answer that the person uses it for. */
  public Voucher voucher(String token, Person person) {
    return new Voucher() {
      @Override
      public boolean isGoodFor(Connection connection, Task task) throws SQLException {
        return find(connection, token)
            .filter(
                link ->
                    link.spentAt() == null
                        && !link.isEarlier()
                        && !isExpired(link)
                        && isTo(link, person)
                        && link.taskId().equals(task.id())
                        && link.round() == task.ballot().round())
            .isPresent();
      }

      @Override
      public void spend(Connection connection) throws SQLException {
        String sql = "UPDATE links SET spent_at = ? WHERE token_sha256 = ?";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
          statement.setLong(1, clock.millis());
          statement.setBytes(2, hash(token));
          statement.executeUpdate();
        }
      }
    };
  }

  private static Optional<Link> find(Connection connection, String token) throws SQLException {
    String sql =
        """
        SELECT l.*, t.life > l.life AS is_earlier
          FROM links l LEFT JOIN tasks t ON t.id = l.task_id WHERE token_sha256 = ?
        """;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setBytes(1, hash(token));
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next()) {
          return Optional.empty();
        }
        long spentAt = row.getLong("spent_at");
        boolean isSpent = !row.wasNull();
        return Optional.of(
            new Link(
                row.getString("task_id"),
                row.getInt("round"),
                row.getString("person"),
                row.getString("address"),
                row.getBoolean("is_earlier"),
                row.getLong("expires_at"),
                isSpent ? (Long) spentAt : null));
      }
    }
  }

  private static byte[] hash(String token) {
    return Sha256.of(token.getBytes(StandardCharsets.UTF_8));
  }
}
