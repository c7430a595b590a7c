package dev.sluice.gateway.console;

import dev.sluice.gateway.journal.EventLists;
import dev.sluice.gateway.journal.EventQuery;
import dev.sluice.gateway.journal.LiveReads;
import dev.sluice.gateway.journal.LiveReads.Filter;
import dev.sluice.gateway.journal.LiveReads.Piece;
import dev.sluice.gateway.journal.LiveReads.Position;
import dev.sluice.gateway.journal.StoredEvent;
import dev.sluice.gateway.journal.Verdict;
import java.util.Optional;
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
    boolean isAny =
        piece.full() || piece.news().stream().anyMatch(each -> concerns(query, each, floor));
    return isAny ? Optional.empty() : Optional.of(piece.upTo());
  }

  private boolean concerns(EventQuery query, LiveReads.News news, long floor) {
    if (news instanceof LiveReads.News.Came came) {
      Verdict.Kind kind = query.verdict();
      return query.fits(came.event())
          && (kind == null || came.event().verdicts().stream().anyMatch(v -> v.kind() == kind));
    }
    LiveReads.News.Changed changed = (LiveReads.News.Changed) news;
    return events
        .find(changed.eid())
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
