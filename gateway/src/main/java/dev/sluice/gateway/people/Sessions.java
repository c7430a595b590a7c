package dev.sluice.gateway.people;

import dev.sluice.gateway.jdk.Sha256;
import dev.sluice.gateway.journal.Database;
import dev.sluice.gateway.journal.JournalUnavailable;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who has signed in, in the journal's database, so that a restart signs nobody out, and in memory,
 * so that no stranger's cookie costs a read of it. A session is named by a random token that only
 * its browser has: here is its hash. It ends when it is not used for long, when it is old, and when
 * its person says so. Safe for many threads.
 */
public final class Sessions implements OpenSessions {

  private static final Logger log = LoggerFactory.getLogger(Sessions.class);
  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_-]{43}");
  private static final int TOKEN_BYTES = 32;
  private static final int MOST_OF_ONE = 100;
  private static final long NOTED_EVERY = Duration.ofMinutes(1).toMillis();

  private final Database database;
  private final Clock clock;
  private final Supplier<SignIn> limits;
  private final SecureRandom random = new SecureRandom();

  /**
   * By the token's hash. What one name may have is bounded, and so are the names that there are.
   */
  private final Map<String, Kept> open;

  public Sessions(Database database, Clock clock, Supplier<SignIn> limits) {
    this.database = database;
    this.clock = clock;
    this.limits = limits;
    this.open = new ConcurrentHashMap<>(database.read(Sessions::all));
  }

  private record Kept(Identity.Way way, String name, String seal, long begunAt, long seenAt) {

    Kept seen(long at) {
      return new Kept(way, name, seal, begunAt, at);
    }

    boolean isOf(Identity who) {
      return way == who.way() && name.equals(who.name());
    }
  }

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
    String id = id(token);
    long now = clock.millis();
    Kept kept = new Kept(who.way(), who.name(), Session.seal(token, who), now, now);
    Set<String> over = over(who);
    before.map(Sessions::id).ifPresent(over::add);
    return database
        .write(
            connection -> {
              for (String each : over) {
                delete(connection, each);
              }
              return insert(connection, id, kept);
            })
        .thenApply(
            inserted -> {
              over.forEach(open::remove);
              open.put(id, kept);
              log.info("Signed in: {}", who);
              return token;
            });
  }

  @Override
  public Optional<Session> find(String token) {
    return going(token).map(kept -> session(token, kept));
  }

  @Override
  public Optional<Session> use(String token) {
    Optional<Kept> going = going(token);
    long now = clock.millis();
    if (going.isPresent() && now - going.get().seenAt() >= NOTED_EVERY) {
      String id = id(token);
      open.computeIfPresent(id, (same, kept) -> kept.seen(now));
      note(id, now);
    }
    return going.map(kept -> session(token, kept));
  }

  /** At once; completes when it is so on disk, too. */
  public CompletableFuture<Integer> end(String token) {
    String id = id(token);
    open.remove(id);
    return database.write(connection -> delete(connection, id));
  }

  private Optional<Kept> going(String token) {
    return isToken(token)
        ? Optional.ofNullable(open.get(id(token))).filter(kept -> !isOver(kept))
        : Optional.empty();
  }

  private static Session session(String token, Kept kept) {
    return new Session(token, kept.way(), kept.name(), kept.seal());
  }

  private boolean isOver(Kept kept) {
    SignIn limit = limits.get();
    long now = clock.millis();
    return now - kept.seenAt() >= limit.idle().toMillis()
        || now - kept.begunAt() >= limit.age().toMillis();
  }

  /** Those that are over, and of one name the least used where there are very many. */
  private Set<String> over(Identity who) {
    Set<String> over = new HashSet<>();
    Comparator<Map.Entry<String, Kept>> newestFirst =
        Comparator.comparingLong(each -> -each.getValue().seenAt());
    open.entrySet().stream()
        .filter(each -> each.getValue().isOf(who))
        .sorted(newestFirst)
        .skip(MOST_OF_ONE - 1L)
        .forEach(each -> over.add(each.getKey()));
    open.forEach(
        (id, kept) -> {
          if (isOver(kept)) {
            over.add(id);
          }
        });
    return over;
  }

  private void note(String id, long now) {
    var unused =
        database
            .write(
                connection -> {
                  String sql = "UPDATE sessions SET seen_at = ? WHERE token_sha256 = ?";
                  try (PreparedStatement statement = connection.prepareStatement(sql)) {
                    statement.setLong(1, now);
                    statement.setBytes(2, HexFormat.of().parseHex(id));
                    return statement.executeUpdate();
                  }
                })
            .exceptionally(
                failure -> {
                  Throwable why =
                      failure instanceof CompletionException
                          ? Objects.requireNonNullElse(failure.getCause(), failure)
                          : failure;
                  if (why instanceof JournalUnavailable) {
                    log.debug("That a session is in use is not noted now: {}", why.toString());
                  } else {
                    log.error("That a session is in use cannot be noted", why);
                  }
                  return 0;
                });
  }

  private static Map<String, Kept> all(Connection connection) throws SQLException {
    Map<String, Kept> all = new HashMap<>();
    try (PreparedStatement statement = connection.prepareStatement("SELECT * FROM sessions");
        ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        all.put(
            HexFormat.of().formatHex(row.getBytes("token_sha256")),
            new Kept(
                Identity.Way.valueOf(row.getString("way")),
                row.getString("name"),
                row.getString("seal"),
                row.getLong("begun_at"),
                row.getLong("seen_at")));
      }
    }
    return all;
  }

  private static int insert(Connection connection, String id, Kept kept) throws SQLException {
    String sql =
        """
        INSERT INTO sessions (token_sha256, way, name, seal, begun_at, seen_at)
        VALUES (?, ?, ?, ?, ?, ?)""";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setBytes(1, HexFormat.of().parseHex(id));
      statement.setString(2, kept.way().name());
      statement.setString(3, kept.name());
      statement.setString(4, kept.seal());
      statement.setLong(5, kept.begunAt());
      statement.setLong(6, kept.seenAt());
      return statement.executeUpdate();
    }
  }

  private static int delete(Connection connection, String id) throws SQLException {
    String sql = "DELETE FROM sessions WHERE token_sha256 = ?";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setBytes(1, HexFormat.of().parseHex(id));
      return statement.executeUpdate();
    }
  }

  private static String id(String token) {
    return Sha256.hexOf(token.getBytes(StandardCharsets.UTF_8));
  }
}
