package dev.sluice.gateway.task;

import dev.sluice.gateway.journal.Target;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** The runs that wait for people, one after the other, of each namespace in its turn. */
final class WaitingRuns {

  private final RunsWord word;
  private final Supplier<Set<String>> all;
  private Iterator<String> namespaces = Collections.emptyIterator();
  private Iterator<Target> runs = Collections.emptyIterator();

  WaitingRuns(RunsWord word, Supplier<Set<String>> all) {
    this.word = word;
    this.all = all;
  }

  /** The next ones of one namespace. One that cannot be listed holds up no other. */
  List<Target> next(int most) {
    Iterator<Target> these = runs;
    runs = Collections.emptyIterator();
    if (!these.hasNext()) {
      if (!namespaces.hasNext()) {
        namespaces = all.get().iterator();
      }
      these = word.waiting(namespaces.next()).iterator();
    }
    List<Target> next = new ArrayList<>();
    while (next.size() < most && these.hasNext()) {
      next.add(these.next());
    }
    runs = these;
    return next;
  }
}
