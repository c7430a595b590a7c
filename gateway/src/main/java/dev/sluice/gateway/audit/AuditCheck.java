package dev.sluice.gateway.audit;

import dev.sluice.gateway.audit.AuditReport.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Follows the chain through one snapshot of a journal, reading every event once, and holds its end
 * against the signed checkpoint. Changes nothing. For one use, by one thread.
 */
public final class AuditCheck {

  /** Beyond this many, more of the same say nothing new. */
  private static final int ENOUGH = 100;

  private final Connection journal;
  private final Path folder;
  private final byte[] key;
  private final List<Finding> findings = new ArrayList<>();

  private AuditCheck(Connection journal, Path folder, byte[] key) {
    this.journal = journal;
    this.folder = folder;
    this.key = key;
  }

  /**
   * @param journal a connection within one read transaction
   */
  public static AuditReport of(Connection journal, Path folder, byte[] key) throws SQLException {
    return new AuditCheck(journal, folder, key).report();
  }

  private AuditReport report() throws SQLException {
    // Read before the snapshot: what is signed by then is in it.
    Optional<Checkpoint> checkpoint = checkpoint();
    long commits = 0;
    Entry last = null;
    boolean signedHeadSeen = false;
    try (Leaves leaves = new Leaves(journal);
        Statement statement = journal.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT " + Entry.COLUMNS + " FROM audit_chain ORDER BY n")) {
      while (row.next()) {
        Entry entry = Entry.read(row);
        if (last == null) {
          begin(entry, checkpoint, leaves);
        } else {
          follow(entry, last, leaves);
        }
        signedHeadSeen |= checkpoint.isPresent() && checkpoint.get().isHead(entry);
        last = entry;
        commits++;
      }
      if (last == null) {
        find("chainBroken", "The chain is gone.");
      } else {
        leaves
            .rest()
            .forEach(seq -> find("eventAdded", "Event " + seq + " is in no commit of the chain."));
        end(last, checkpoint, signedHeadSeen);
      }
      tombstonesWithoutReason();
      misfits();
      return new AuditReport(
          leaves.events(),
          leaves.forgotten(),
          commits,
          checkpoint.map(Checkpoint::at).orElse(null),
          List.copyOf(findings));
    }
  }

  private Optional<Checkpoint> checkpoint() {
    try {
      Optional<Checkpoint> checkpoint = Checkpoint.read(folder);
      if (checkpoint.isPresent() && !checkpoint.get().isSignedWith(key)) {
        find("notSigned", "The checkpoint is not signed with this journal's key.");
      }
      return checkpoint;
    } catch (IOException e) {
      find("notSigned", "The checkpoint cannot be read: " + e.getMessage());
      return Optional.empty();
    }
  }

  private void begin(Entry first, Optional<Checkpoint> checkpoint, Leaves leaves)
      throws SQLException {
    if (first.kind() != Entry.Kind.anchor) {
      find("beginningCut", "The chain begins with row " + first.n() + ", which has one before it.");
    }
    if (checkpoint.isPresent() && first.n() > checkpoint.get().from()) {
      find(
          "beginningCut",
          "The chain begins with row %d, and was signed to begin with row %d."
              .formatted(first.n(), checkpoint.get().from()));
    }
    leaves.skipTo(first.lastSeq());
  }

  private void follow(Entry entry, Entry before, Leaves leaves) throws SQLException {
    if (entry.n() != before.n() + 1) {
      find(
          "chainBroken",
          "Rows %d to %d of the chain are gone.".formatted(before.n() + 1, entry.n() - 1));
    } else if (!entry.head().equals(entry.headAfter(before))) {
      find(
          "chainBroken", "Row " + entry.n() + " of the chain does not follow from the one before.");
    }
    if (entry.kind() == Entry.Kind.kept) {
      kept(entry, leaves);
    } else if (entry.kind() == Entry.Kind.forgotten) {
      forgotten(entry, leaves);
    } else {
      find("chainBroken", "Row " + entry.n() + " says that the chain begins there.");
    }
  }

  private void kept(Entry entry, Leaves leaves) throws SQLException {
    Hash digest = new Hash();
    boolean complete = true;
    long expected = entry.firstSeq();
    while (leaves.seq() <= entry.lastSeq()) {
      complete &= missing(expected, leaves.seq());
      digest.add(leaves.leaf());
      expected = leaves.seq() + 1;
      leaves.next();
    }
    complete &= missing(expected, entry.lastSeq() + 1);
    if (complete && !digest.value().equals(entry.digest())) {
      find(
          "eventChanged",
          entry.firstSeq() == entry.lastSeq()
              ? "Event " + entry.firstSeq() + " is not as it was kept."
              : "One of the events %d to %d, or their order, is not as it was kept."
                  .formatted(entry.firstSeq(), entry.lastSeq()));
    }
  }

  private boolean missing(long from, long to) {
    if (from < to) {
      String which =
          from + 1 == to ? "Event " + from + " is" : "Events %d to %d are".formatted(from, to - 1);
      find(
          "eventRemoved", which + " gone, and nothing says that retention deleted anything there.");
    }
    return from >= to;
  }

  private void forgotten(Entry entry, Leaves leaves) throws SQLException {
    if (entry.firstSeq() <= leaves.beginning()) {
      return; // Its hashes went with the beginning of the chain.
    }
    Hash digest = new Hash();
    try (Statement statement = journal.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT seq, leaf FROM tombstones WHERE entry = %d AND seq BETWEEN %d AND %d ORDER BY seq"
                    .formatted(entry.n(), entry.firstSeq(), entry.lastSeq()))) {
      while (row.next()) {
        digest.add(row.getLong(1)).add(row.getBytes(2));
      }
    }
    if (!digest.value().equals(entry.digest())) {
      find("forgottenUnasked", "Row %d of the chain deleted other events.".formatted(entry.n()));
    }
  }

  private void tombstonesWithoutReason() throws SQLException {
    try (Statement statement = journal.createStatement();
        ResultSet row =
            statement.executeQuery(
                """
                SELECT t.seq FROM tombstones t
                LEFT JOIN audit_chain c ON c.n = t.entry AND c.kind = 'forgotten'
                  AND t.seq BETWEEN c.first_seq AND c.last_seq
                WHERE c.n IS NULL ORDER BY t.seq LIMIT """
                    + " "
                    + ENOUGH)) {
      while (row.next()) {
        find("forgottenUnasked", "Event " + row.getLong(1) + " was not deleted by retention.");
      }
    }
  }

  private void end(Entry last, Optional<Checkpoint> checkpoint, boolean signedHeadSeen) {
    if (checkpoint.isEmpty()) {
      if (last.kind() != Entry.Kind.anchor) {
        find("notSigned", "There is no checkpoint: a cut tail would not show.");
      }
    } else if (checkpoint.get().n() > last.n()) {
      find(
          "tailCut",
          "The chain ends with row %d, and was signed up to row %d."
              .formatted(last.n(), checkpoint.get().n()));
    } else if (!signedHeadSeen) {
      find(
          "rewritten",
          "Row %d of the chain is not the one that was signed.".formatted(checkpoint.get().n()));
    }
  }

  private void misfits() {
    try (Stream<Path> files = Files.list(folder)) {
      files
          .map(file -> String.valueOf(file.getFileName()))
          .filter(name -> name.startsWith(Signing.MISFIT))
          .sorted()
          .forEach(
              name ->
                  find(
                      "rewritten",
                      "The journal did not fit its checkpoint at a start: " + name + "."));
    } catch (IOException e) {
      find("notSigned", "The data folder cannot be read: " + e.getMessage());
    }
  }

  private void find(String problem, String detail) {
    if (findings.size() < ENOUGH) {
      findings.add(new Finding(problem, detail));
    }
  }
}
