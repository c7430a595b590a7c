package dev.sluice.gateway.dispatch;

import dev.sluice.gateway.journal.Journal;
import dev.sluice.gateway.journal.Target;
import java.time.Instant;

/** When a workflow that is not there could have come, as the journal and the watch know it. */
record StartsInJournal(Journal journal, EngineWatch watch) implements Attempt.Starts {

  @Override
  public boolean isHeld(Target target) {
    return journal.runs().isStartHeld(target);
  }

  @Override
  public Instant possibleSince(String namespace) {
    return watch.reachableSince(namespace);
  }
}
