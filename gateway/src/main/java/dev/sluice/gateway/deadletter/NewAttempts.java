package dev.sluice.gateway.deadletter;

import dev.sluice.gateway.journal.Attempts;
import dev.sluice.gateway.journal.Journal;
import dev.sluice.gateway.journal.RunBook.Run;
import dev.sluice.gateway.journal.StoredEvent;
import dev.sluice.gateway.journal.Target;
import dev.sluice.gateway.route.Action;
import dev.sluice.gateway.route.Planned;
import dev.sluice.gateway.route.Routes;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * New business attempts: a run that has ended is done once more from its event, under an id of its
 * own, by the configuration in force. Safe for many threads.
 */
public final class NewAttempts {

  /** What came of asking for one. */
  public sealed interface Asked {

    record Begun(String workflowId) implements Asked {}

    record NotOver() implements Asked {}

    record CannotStart(String detail) implements Asked {}
  }

  private final Journal journal;
  private final Routes routes;

  public NewAttempts(Journal journal, Routes routes) {
    this.journal = journal;
    this.routes = routes;
  }

  /** The run that stands for this id: its latest attempt's. */
  public Optional<Run> find(String workflowId) {
    return journal
        .runs()
        .find(workflowId)
        .flatMap(
            run -> {
              Target latest = journal.attempts().latest(run.target());
              return latest.equals(run.target())
                  ? Optional.of(run)
                  : journal.runs().find(latest.workflowId());
            });
  }

  public CompletableFuture<Asked> begin(Run run, String by) {
    StoredEvent event = journal.find(run.eid()).orElseThrow();
    Planned planned = routes.again(run.route(), event.event(), null);
    if (!(planned instanceof Planned.Work work && work.action() instanceof Action.Start)) {
      String detail =
          planned instanceof Planned.Broken broken
              ? broken.detail()
              : "route " + run.route() + " starts nothing any more";
      return CompletableFuture.completedFuture(new Asked.CannotStart(detail));
    }
    return journal.attempts().begin(run, event, work, by).thenApply(NewAttempts::asked);
  }

  private static Asked asked(Attempts.Begun begun) {
    return begun instanceof Attempts.Begun.Attempt attempt
        ? new Asked.Begun(attempt.work().target().workflowId())
        : new Asked.NotOver();
  }
}
