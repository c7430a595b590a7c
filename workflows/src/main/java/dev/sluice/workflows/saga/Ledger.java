package dev.sluice.workflows.saga;

import dev.sluice.workflows.saga.LedgerEntry.StepState;
import io.temporal.workflow.Workflow;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a saga did, one row a step in the order of their first start. Workflow code: it has no clock
 * but Temporal's.
 */
public final class Ledger {

  private final Map<String, Row> rows = new LinkedHashMap<>();
  private Runnable changed = () -> {};

  void onChange(Runnable listener) {
    this.changed = listener;
  }

  /** Starts a step, or starts it once more. */
  public Row begin(String step) {
    Row row = rows.computeIfAbsent(step, Row::new);
    row.become(StepState.running, row.reference, row.attempt + 1, null);
    return row;
  }

  /** The line of a step, when it was ever begun. */
  Optional<Row> row(String step) {
    return Optional.ofNullable(rows.get(step));
  }

  /** A line about something that is no step of its own. */
  public void note(String step, StepState state, String text) {
    Row row = rows.computeIfAbsent(step, Row::new);
    row.become(state, row.reference, row.attempt + 1, text);
  }

  public List<LedgerEntry> entries() {
    return rows.values().stream().map(Row::entry).toList();
  }

  /** One step's line, which changes as the step goes on. */
  public final class Row {

    private final String step;
    private StepState state = StepState.running;
    private @Nullable String reference;
    private int attempt;
    private @Nullable String error;
    private String at = "";

    private Row(String step) {
      this.step = step;
    }

    public void done(String providerReference) {
      become(StepState.done, providerReference, attempt, null);
    }

    /** Done, with a word about how. */
    public void doneWith(String note) {
      become(StepState.done, reference, attempt, note);
    }

    public void refused(String why) {
      become(StepState.refused, reference, attempt, why);
    }

    /** Did not work, and left nothing behind. */
    public void failed(String why) {
      become(StepState.failed, reference, attempt, why);
    }

    /** May or may not have taken effect. */
    public void unknown(String why) {
      become(StepState.unknown, reference, attempt, why);
    }

    public void skipped(String why) {
      become(StepState.skipped, reference, attempt, why);
    }

    public void parked(String why) {
      become(StepState.parked, reference, attempt, why);
    }

    public void settled(String note) {
      become(StepState.settled, reference, attempt, note);
    }

    void compensating() {
      become(StepState.compensating, reference, attempt, error);
    }

    void compensated() {
      become(StepState.compensated, reference, attempt, error);
    }

    void found(String providerReference) {
      become(state, providerReference, attempt, error);
    }

    StepState state() {
      return state;
    }

    String step() {
      return step;
    }

    Optional<String> reference() {
      return Optional.ofNullable(reference);
    }

    Optional<String> error() {
      return Optional.ofNullable(error);
    }

    private void become(
        StepState next, @Nullable String nextReference, int nextAttempt, @Nullable String why) {
      state = next;
      reference = nextReference;
      attempt = nextAttempt;
      error = why;
      at = Instant.ofEpochMilli(Workflow.currentTimeMillis()).toString();
      changed.run();
    }

    private LedgerEntry entry() {
      return new LedgerEntry(step, state, reference, attempt, error, at);
    }
  }
}
