package dev.sluice.gateway.console;

import dev.sluice.gateway.journal.EventLists;
import dev.sluice.gateway.journal.EventQuery;
import dev.sluice.gateway.journal.LiveReads;
import dev.sluice.gateway.journal.LiveReads.Filter;
import dev.sluice.gateway.journal.LiveReads.Piece;
import dev.sluice.gateway.journal.LiveReads.Position;
import dev.sluice.gateway.journal.StoredEvent;
import dev.sluice.gateway.journal.Verdict;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Whether what came since concerns a list of events that somebody looks at. That is cheap to say: a
 * few rows are read, where to make the list anew may go through much of the journal.
 */
final class News {

  private static final int AT_ONCE = 200;

  private final LiveReads live;
  private final EventLists events;

  News(LiveReads live, EventLists events) {
    this.live = live;
    this.events = events;
  }

  /**
   * Up to where nothing of it has come, when nothing has; empty when the list is to be made anew.
   *
   * @param floor the list shows no event before this seq
   */
  Optional<Position> nothingOf(EventQuery query, Position seen, long floor) {
    Piece piece = live.after(seen, new Filter(query.type(), query.route()), AT_ONCE);
    if (piece.full()) {
      return Optional.empty();
    }
    Map<UUID, StoredEvent> changed = changed(piece);
    boolean isAny = piece.news().stream().anyMatch(each -> concerns(query, each, changed, floor));
    return isAny ? Optional.empty() : Optional.of(piece.upTo());
  }

  /** Together: each alone would take a reader, and a look at all of them takes some 200. */
  private Map<UUID, StoredEvent> changed(Piece piece) {
    Set<UUID> eids =
        piece.news().stream()
            .filter(LiveReads.News.Changed.class::isInstance)
            .map(each -> ((LiveReads.News.Changed) each).eid())
            .collect(Collectors.toUnmodifiableSet());
    return eids.isEmpty() ? Map.of() : events.find(eids);
  }

  private static boolean concerns(
      EventQuery query, LiveReads.News news, Map<UUID, StoredEvent> events, long floor) {
    if (news instanceof LiveReads.News.Came came) {
      Verdict.Kind kind = query.verdict();
      return query.fits(came.event())
          && (kind == null || came.event().verdicts().stream().anyMatch(v -> v.kind() == kind));
    }
    LiveReads.News.Changed changed = (LiveReads.News.Changed) news;
    return Optional.ofNullable(events.get(changed.eid()))
        .filter(query::fits)
        .filter(event -> isShown(query.verdict(), changed.verdict(), event, floor))
        .isPresent();
  }

  /** It is, or was and may not be any more. */
  private static boolean isShown(
      Verdict.@Nullable Kind asked, Verdict now, StoredEvent event, long floor) {
    return event.seq() >= floor || asked == now.kind();
  }
}
