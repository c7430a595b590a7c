package dev.sluice.workflows.event;

import dev.sluice.workflows.saga.Fault;
import dev.sluice.workflows.saga.Ledger;
import dev.sluice.workflows.saga.LedgerEntry.StepState;
import dev.sluice.workflows.saga.Standing;
import dev.sluice.workflows.saga.Waiting;
import io.temporal.failure.ActivityFailure;
import io.temporal.workflow.Async;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.Workflow;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.stream.Collectors;

/**
 * What a run has to tell the gateway, told in order and beside the work, so that a gateway that is
 * away neither holds an order nor undoes it. What cannot be told within its time is noted in the
 * ledger. Workflow code; no cancel reaches it.
 */
public final class Outbox {

  private final Ledger ledger;
  private final Standing standing;
  private final Deque<Letter> letters = new ArrayDeque<>();
  private boolean sending;

  private record Letter(String name, Runnable call) {}

  public Outbox(Ledger ledger, Standing standing) {
    this.ledger = ledger;
    this.standing = standing;
  }

  /** {@code call} says how long it is tried; the activity's failure gives it up. */
  public void tell(String name, Runnable call) {
    letters.add(new Letter(name, call));
    if (!sending) {
      sending = true;
      CancellationScope own =
          Workflow.newDetachedCancellationScope(() -> Async.procedure(this::sendAll));
      own.run();
    }
  }

  /** Waits until everything is told or given up. */
  public void empty() {
    if (!sending) {
      return;
    }
    String names = letters.stream().map(Letter::name).collect(Collectors.joining(", "));
    standing.during(
        "the gateway takes what this run tells: " + names,
        () -> {
          Waiting.regardless(() -> !sending);
          return names;
        });
  }

  private void sendAll() {
    while (!letters.isEmpty()) {
      Letter letter = letters.getFirst();
      try {
        letter.call().run();
      } catch (ActivityFailure e) {
        ledger.note(letter.name(), StepState.failed, Fault.of(e).message());
      }
      letters.removeFirst();
    }
    sending = false;
  }
}
