package dev.sluice.sandbox.provider;

import dev.sluice.sandbox.fault.Magic;
import dev.sluice.sandbox.store.Transaction;
import java.sql.SQLException;

/** A changing call that was read and found well-formed: its magic, and the work to do once. */
public record Change(Magic magic, Work work) {

  /** Runs in the transaction that keeps its answer; writes nothing when it refuses. */
  @FunctionalInterface
  public interface Work {
    Answer in(Transaction tx, String key) throws SQLException;
  }
}
