package dev.sluice.workflows.saga;

import io.temporal.workflow.Async;
import io.temporal.workflow.Promise;
import io.temporal.workflow.Workflow;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Takes steps back beside what goes on, such as a hold that a second one replaces. Each is parked
 * like any other undoing, and the run does not end before {@link #join}. Workflow code; no cancel
 * reaches it.
 */
public final class Beside {

  private final Ledger ledger;
  private final Standing standing;
  private final Parking parking;
  private final List<Promise<Boolean>> running = new ArrayList<>();

  Beside(Ledger ledger, Standing standing, Parking parking) {
    this.ledger = ledger;
    this.standing = standing;
    this.parking = parking;
  }

  /** Whatever is known of the step; one that was never begun needs nothing. */
  public void takeBack(Step<?> step) {
    Optional<Ledger.Row> row = ledger.row(step.name());
    if (row.isPresent() && step.undo().isPresent()) {
      Compensation back = Compensation.ofOwn(step.undo().get(), row.get(), parking);
      Workflow.newDetachedCancellationScope(() -> running.add(Async.function(back::run))).run();
    }
  }

  public void join() {
    if (!running.stream().allMatch(Promise::isCompleted)) {
      standing.during(
          "what an earlier try left is undone",
          () -> {
            Waiting.regardless(() -> running.stream().allMatch(Promise::isCompleted));
            return running.size();
          });
    }
    running.forEach(Promise::get);
  }
}
