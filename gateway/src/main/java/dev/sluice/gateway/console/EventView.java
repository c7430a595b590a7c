package dev.sluice.gateway.console;

import dev.sluice.gateway.journal.StoredEvent;
import dev.sluice.gateway.journal.Verdict;
import dev.sluice.gateway.route.Route;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One event, why it was done with it what was done, and what it belongs to. {@code others} are the
 * routes that did not take it.
 */
record EventView(
    Frame frame,
    StoredEvent stored,
    String payload,
    List<Why> why,
    List<Route> others,
    List<Node> tree,
    boolean isTreeWhole) {

  /** Dead and discarded ones have a letter. */
  private static final Set<Verdict.Kind> LETTERS =
      Set.of(Verdict.Kind.dead, Verdict.Kind.discarded);

  /** One verdict, with its route as it is configured now, if it is. */
  record Why(Verdict verdict, @Nullable Route route, String letter) {

    boolean hasLetter() {
      return LETTERS.contains(verdict.kind());
    }

    /** A run that is, or will be: a claim that died before its start is none. */
    @Nullable String run() {
      String id = verdict.workflowId();
      return id == null || (verdict.runId() == null && verdict.kind() != Verdict.Kind.held)
          ? null
          : Links.run(id, verdict.runId());
    }

    @Nullable String condition() {
      return route == null || route.when() == null ? null : route.when().text();
    }
  }

  /** An event and those that it caused. */
  record Node(StoredEvent stored, boolean isHere, List<Node> caused) {

    /** From there on a chain goes straight down: a page is only so wide. */
    static final int DEEPEST = 6;
  }
}
