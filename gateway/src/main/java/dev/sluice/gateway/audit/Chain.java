package dev.sluice.gateway.audit;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The writer's end of the chain: hears what a transaction keeps and forgets, and seals it with one
 * row before its commit. For the writer's thread only, except {@link #sealed}.
 */
public final class Chain {

  private record Kept(long seq, Digest leaf) {}

  /** How far the chain is on disk, and where it begins. */
  record Sealed(Entry last, long from) {}

  private final List<Kept> kept = new ArrayList<>();

  /** One for all leaves: most of what a small hash costs is its beginning. */
  private final Hash places = new Hash();

  private boolean forgotten;
  private @Nullable Connection connection;
  private @Nullable PreparedStatement insert;
  private @Nullable Sealed sealing;
  private volatile @Nullable Sealed sealed;

  /** A new transaction: whatever was heard before was not committed. */
  public void begin() {
    kept.clear();
    forgotten = false;
  }

  /** An event is inserted. One that takes the place of another has undone it. */
  public void keep(long seq, Leaf leaf, long acceptedAt, int chain) {
    while (!kept.isEmpty() && kept.get(kept.size() - 1).seq >= seq) {
      kept.remove(kept.size() - 1);
    }
    kept.add(new Kept(seq, leaf.at(places, seq, acceptedAt, chain)));
  }

  /** An event is about to be deleted on purpose: its hash stays. */
  public void forget(Connection on, long seq) throws SQLException {
    String sql = "INSERT INTO tombstones (seq, leaf, entry) VALUES (?, ?, 0)";
    try (Statement reading = on.createStatement();
        ResultSet row = reading.executeQuery(Leaves.EVENTS + " WHERE seq = " + seq);
        PreparedStatement statement = on.prepareStatement(sql)) {
      if (row.next()) {
        statement.setLong(1, seq);
        statement.setBytes(2, Leaves.leaf(row).bytes());
        statement.executeUpdate();
      }
    }
    forgotten = true;
  }

  /** Adds the transaction to the chain: the last thing before its commit. */
  public void seal(Connection on) throws SQLException {
    if (kept.isEmpty() && !forgotten) {
      return;
    }
    Sealed before = before(on);
    Entry last = before.last;
    if (!kept.isEmpty()) {
      last = sealKept(on, last);
    }
    long from = before.from;
    if (forgotten) {
      last = sealForgotten(on, last);
      from = shorten(on, from);
    }
    sealing = new Sealed(last, from);
  }

  /** What was sealed is on disk. */
  public void committed() {
    sealed = sealing;
  }

  /** What this process has seen on disk last; nothing before its first commit. */
  @Nullable Sealed sealed() {
    return sealed;
  }

  private Entry sealKept(Connection on, Entry last) throws SQLException {
    long newest = number(on, "SELECT max(seq) FROM events");
    Hash digest = new Hash();
    long first = kept.get(0).seq;
    long end = 0;
    for (Kept each : kept) {
      if (each.seq <= newest) { // Else it was undone, and nothing took its place.
        digest.add(each.leaf);
        end = each.seq;
      }
    }
    return end == 0
        ? last
        : insert(on, Entry.after(last, Entry.Kind.kept, first, end, digest.value()));
  }

  private Entry sealForgotten(Connection on, Entry last) throws SQLException {
    Hash digest = new Hash();
    long first = 0;
    long end = 0;
    try (Statement statement = on.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT seq, leaf FROM tombstones WHERE entry = 0 ORDER BY seq")) {
      while (row.next()) {
        end = row.getLong(1);
        first = first == 0 ? end : first;
        digest.add(end).add(row.getBytes(2));
      }
    }
    if (end == 0) {
      return last;
    }
    Entry entry = Entry.after(last, Entry.Kind.forgotten, first, end, digest.value());
    execute(on, "UPDATE tombstones SET entry = " + entry.n() + " WHERE entry = 0");
    return insert(on, entry);
  }

  /** Commits of which no event is left need no rows: the chain begins behind them. */
  private static long shorten(Connection on, long from) throws SQLException {
    long oldest = number(on, "SELECT coalesce(min(seq), 0) FROM events");
    long anchor = from;
    long lastSeq = 0;
    try (Statement statement = on.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT n, last_seq FROM audit_chain WHERE n > "
                    + from
                    + " AND kind = 'kept' ORDER BY n")) {
      while (row.next() && row.getLong(2) < oldest) {
        anchor = row.getLong(1);
        lastSeq = row.getLong(2);
      }
    }
    if (anchor > from) {
      execute(on, "DELETE FROM audit_chain WHERE n < " + anchor);
      execute(on, "UPDATE audit_chain SET kind = 'anchor' WHERE n = " + anchor);
      execute(on, "DELETE FROM tombstones WHERE seq <= " + lastSeq);
    }
    return anchor;
  }

  /** Read anew on each connection: after a commit in doubt only the table knows. */
  private Sealed before(Connection on) throws SQLException {
    Sealed known = sealing;
    if (on != connection || known == null) {
      connection = on;
      insert =
          on.prepareStatement(
              "INSERT INTO audit_chain (" + Entry.COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?)");
      known = new Sealed(Entry.last(on), number(on, "SELECT min(n) FROM audit_chain"));
    }
    return known;
  }

  private Entry insert(Connection on, Entry entry) throws SQLException {
    PreparedStatement into = insert;
    if (into == null) {
      throw new IllegalStateException("No statement is prepared on " + on);
    }
    entry.insert(into);
    return entry;
  }

  private static long number(Connection on, String sql) throws SQLException {
    try (Statement statement = on.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      return row.next() ? row.getLong(1) : 0;
    }
  }

  private static void execute(Connection on, String sql) throws SQLException {
    try (Statement statement = on.createStatement()) {
      statement.executeUpdate(sql);
    }
  }
}
