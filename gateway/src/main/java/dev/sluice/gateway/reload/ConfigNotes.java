package dev.sluice.gateway.reload;

import dev.sluice.gateway.config.Config;
import dev.sluice.gateway.journal.Journal;
import dev.sluice.gateway.journal.RouteNumbers;
import dev.sluice.gateway.journal.RouteNumbers.Counted;
import dev.sluice.gateway.journal.RouteNumbers.Numbers;
import dev.sluice.gateway.journal.Verdict.Kind;
import java.util.ArrayList;
import java.util.List;

/** What a person should know of a change of the configuration that is taken. */
public final class ConfigNotes {

  private final Journal journal;
  private final RouteNumbers numbers;

  public ConfigNotes(Journal journal, RouteNumbers numbers) {
    this.journal = journal;
    this.numbers = numbers;
  }

  public List<String> of(Config before, Config after) {
    List<String> notes = new ArrayList<>();
    Counted counted = numbers.readAnew();
    for (String route : before.routes().names()) {
      Numbers left = counted.of(route);
      if (after.routes().find(route).isEmpty() && left.of(Kind.held) > 0) {
        notes.add(gone(route, left.of(Kind.held)));
      }
    }
    if (!before.forWorker().equals(after.forWorker())) {
      notes.add("The worker reads risk, people and encryption when it starts: restart it.");
    }
    return notes;
  }

  private String gone(String route, long held) {
    String fate =
        journal.stops().isPaused(route)
            ? "stay held as long as it is paused, and then become dead letters routeGone."
            : "become dead letters routeGone as their turn comes.";
    return "The route %s is gone, and %d events that it holds %s".formatted(route, held, fate);
  }
}
