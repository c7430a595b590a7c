package dev.sluice.workflows.saga;

import dev.sluice.workflows.saga.LedgerEntry.StepState;
import dev.sluice.workflows.saga.Parking.Verdict;
import io.temporal.failure.ActivityFailure;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Takes one step back, whatever is known of it. What cannot be found out or undone is parked: this
 * ends only when the step is undone, never was, was settled by a person, or is beyond taking back.
 */
final class Compensation {

  private static final Duration FIRST_PAUSE = Duration.ofSeconds(5);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
  private static final Duration LONGEST_PROGRESS = Duration.ofHours(1);

  private final Undo undo;
  private final Ledger.Row row;
  private final Parking parking;
  private final LongSupplier lastCall;

  private Compensation(Undo undo, Ledger.Row row, Parking parking, LongSupplier lastCall) {
    this.undo = undo;
    this.row = row;
    this.parking = parking;
    this.lastCall = lastCall;
  }

  /** Of a step of this run. By the time it is undone, the step's own end is known. */
  static Compensation ofOwn(Undo undo, Ledger.Row row, Parking parking) {
    return new Compensation(undo, row, parking, Workflow::currentTimeMillis);
  }

  /** Of a step that an earlier life may have called, which was over when this one began. */
  static Compensation ofEarlier(Undo undo, Ledger.Row row, Parking parking) {
    return new Compensation(
        undo, row, parking, () -> Workflow.getInfo().getRunStartedTimestampMillis());
  }

  /** False when the step can no longer be taken back. */
  boolean run() {
    if (row.state() != StepState.done && row.state() != StepState.unknown) {
      return true; // A refusal is definite: nothing was done.
    }
    // Nobody calls the step any more, so its last call lives at most this much longer.
    long mayLandUntil = lastCall.getAsLong() + undo.longestLife().toMillis();
    while (true) {
      String trouble;
      try {
        Optional<String> reference = reference(mayLandUntil);
        if (reference.isEmpty()) {
          return true;
        }
        row.compensating();
        undo.action().accept(key(undo.name()), reference.get());
        row.compensated();
        return true;
      } catch (ActivityFailure e) {
        Fault fault = Fault.of(e);
        if (undo.tooLate().filter(fault::isRefusal).isPresent()) {
          row.doneWith("too late to undo: " + fault.message());
          return false;
        }
        trouble = fault.message();
      } catch (NoAnswer e) {
        trouble = e.why;
      }
      if (settled(trouble)) {
        return true;
      }
    }
  }

  private boolean settled(String trouble) {
    StepState before = row.reference().isPresent() ? StepState.done : StepState.unknown;
    row.parked(trouble);
    Verdict verdict =
        parking.park(
            "undo-" + row.step(), "Step " + row.step() + " could not be undone: " + trouble);
    if (verdict instanceof Verdict.Settle settle) {
      row.settled(settle.note());
      return true;
    }
    if (before == StepState.unknown) {
      row.unknown(trouble);
    }
    return false;
  }

  /** Empty when the step was certainly not done. */
  private Optional<String> reference(long mayLandUntil) throws NoAnswer {
    if (row.reference().isPresent()) {
      return row.reference();
    }
    Duration pause = FIRST_PAUSE;
    long giveUpAt = Workflow.currentTimeMillis() + LONGEST_PROGRESS.toMillis();
    while (true) {
      Lookup found = undo.find().apply(key(row.step()));
      Duration left = Duration.ofMillis(mayLandUntil - Workflow.currentTimeMillis());
      switch (found.state()) {
        case DONE -> {
          row.found(referenceOf(found));
          return row.reference();
        }
        case REFUSED -> {
          row.refused(row.error().orElse("") + "; looked up: refused");
          return Optional.empty();
        }
        case ABSENT -> {
          if (left.isNegative() || left.isZero()) {
            row.failed(row.error().orElse("") + "; looked up: never done");
            return Optional.empty();
          }
          Waiting.pass(left, "until a late " + row.step() + " can no longer land");
        }
        case IN_PROGRESS -> {
          if (Workflow.currentTimeMillis() > giveUpAt) {
            throw new NoAnswer("its look-up still answers that the step is in progress");
          }
          Waiting.pass(pause, row.step() + " is in progress there: looks again");
          pause =
              pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0
                  ? pause.multipliedBy(2)
                  : LONGEST_PAUSE;
        }
      }
    }
  }

  private static String referenceOf(Lookup found) throws NoAnswer {
    if (found.reference() == null) {
      throw new NoAnswer("its look-up answers that the step is done, without a reference");
    }
    return found.reference();
  }

  private static OperationKey key(String step) {
    return OperationKey.of(Workflow.getInfo().getWorkflowId(), step);
  }

  /** No definite answer could be had; it says what stands in the way. */
  private static final class NoAnswer extends Exception {

    private static final long serialVersionUID = 1L;

    private final String why;

    private NoAnswer(String why) {
      super(why);
      this.why = why;
    }
  }
}
