package dev.sluice.gateway.console;

import dev.sluice.gateway.edge.Edge;
import dev.sluice.gateway.edge.Role;
import dev.sluice.gateway.journal.EventLists;
import dev.sluice.gateway.journal.EventLists.Found;
import dev.sluice.gateway.journal.EventQuery;
import dev.sluice.gateway.journal.LiveReads;
import dev.sluice.gateway.journal.LiveReads.Position;
import dev.sluice.gateway.journal.Verdict;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The events as they come. A search has its time, so that no filter goes through the whole journal
 * at once; a page that is open asks what has come since, and is searched again only for that.
 */
final class EventPages implements Edge.Api {

  private static final int PAGE = 50;
  private static final Duration AT_MOST = Duration.ofMillis(300);
  private static final String SEEN = "seen";
  private static final String FLOOR = "floor";
  private static final String CUT = "cut";

  /** What was asked for, as its form shows it and as the journal is asked. */
  private record Question(Form form, Map<String, String> kept, EventQuery query) {}

  private final EventLists events;
  private final LiveReads live;
  private final News news;
  private final Clock clock;
  private final Pages pages;
  private final Turns turns;
  private final EventPage one;

  EventPages(Shown shown, Pages pages, Turns turns) {
    this.events = shown.events();
    this.live = shown.journal().live();
    this.news = new News(live, events);
    this.clock = shown.clock();
    this.pages = pages;
    this.turns = turns;
    this.one = new EventPage(shown, pages);
  }

  @Override
  public void routes(RoutesConfig routes) {
    routes.get(Links.EVENTS, this::list, Role.read);
    one.routes(routes);
  }

  private void list(Context ctx) {
    Question question = question(ctx);
    if (!question.form().isUnderstood()) {
      ctx.status(400);
      pages.show(ctx, "events", notUnderstood(ctx, question));
      return;
    }
    Position now = live.now();
    if (Pages.isPoll(ctx)) {
      poll(ctx, question, now);
      return;
    }
    Found found =
        Asked.withCursor(
            question.query().cursor(),
            cursor -> turns.take(() -> events.search(question.query(), 0, AT_MOST)));
    pages.show(ctx, "events", view(ctx, question, found, now));
  }

  private void poll(Context ctx, Question question, Position now) {
    Optional<Position> seen = Position.parse(String.valueOf(ctx.queryParam(SEEN)));
    if (seen.filter(now::equals).isPresent()) {
      ctx.status(204);
      return;
    }
    turns
        .tryTake(() -> reply(ctx, question, seen.filter(each -> each.isUpTo(now)), now))
        .ifPresentOrElse(
            reply -> pages.show(ctx, reply.template(), reply.view()),
            () -> ctx.header(Pages.NOT_LOOKED, "busy").status(204));
  }

  private record Reply(String template, Object view) {}

  private Reply reply(Context ctx, Question question, Optional<Position> seen, Position now) {
    long floor = floor(ctx.queryParam(FLOOR));
    boolean wasCut = ctx.queryParam(CUT) != null;
    return seen.flatMap(each -> news.nothingOf(question.query(), each, floor))
        .map(upTo -> new Reply("poll", poll(question, upTo, floor, wasCut)))
        .orElseGet(
            () -> {
              Found found = events.search(question.query(), floor, wasCut, AT_MOST);
              return new Reply("eventsNews", view(ctx, question, found, now));
            });
  }

  private static long floor(@Nullable String text) {
    return text != null && text.matches("\\d{1,18}") ? Long.parseLong(text) : 0;
  }

  private Question question(Context ctx) {
    Asked asked = new Asked(ctx);
    String type = asked.types("type");
    String source = asked.text("source");
    Verdict.Kind verdict = asked.oneOf("verdict", Verdict.Kind.class);
    Instant begin = begin(asked);
    EventQuery query =
        new EventQuery(
            type,
            source,
            asked.text("id"),
            asked.text("subject"),
            asked.text("correlation"),
            verdict,
            asked.text("route"),
            begin,
            asked.until("until"),
            PAGE,
            ctx.queryParam("cursor"));
    return new Question(asked.form(), asked.kept(), query);
  }

  private @Nullable Instant begin(Asked asked) {
    Instant since = asked.since("since");
    String within = asked.oneOf("within", EventsView.PERIODS);
    if (since != null || within == null || !EventsView.PERIODS.contains(within)) {
      return since;
    }
    String number = within.substring(0, within.length() - 1);
    Duration period =
        within.endsWith("d")
            ? Duration.ofDays(Long.parseLong(number))
            : Duration.parse("PT" + within);
    return clock.instant().minus(period);
  }

  private EventsView view(Context ctx, Question question, Found found, Position now) {
    Map<String, String> filter = question.kept();
    boolean isFirst = question.query().cursor() == null;
    boolean isLive = isFirst && !"off".equals(ctx.queryParam("live"));
    String next = found.next();
    return new EventsView(
        pages.frame(ctx, Area.events, "Events"),
        question.form(),
        found.items(),
        found.backTo(),
        next == null ? null : link(filter, Map.of("cursor", next)),
        isLive ? poll(question, now, found.floor(), found.backTo() != null) : null,
        !isFirst
            ? null
            : isLive ? link(filter, Map.of("live", "off")) : Links.with(Links.EVENTS, filter));
  }

  /** Nothing was searched for: the form says why. */
  private EventsView notUnderstood(Context ctx, Question question) {
    return new EventsView(
        pages.frame(ctx, Area.events, "Events"),
        question.form(),
        List.of(),
        null,
        null,
        null,
        null);
  }

  /**
   * @param isCut the list came to its floor and no further, since its time was over
   */
  private static String poll(Question question, Position seen, long floor, boolean isCut) {
    Map<String, String> more = new LinkedHashMap<>();
    more.put(SEEN, seen.toString());
    more.put(FLOOR, Long.toString(floor));
    if (isCut) {
      more.put(CUT, "1");
    }
    return link(question.kept(), more);
  }

  private static String link(Map<String, String> filter, Map<String, String> more) {
    Map<String, String> query = new LinkedHashMap<>(filter);
    query.putAll(more);
    return Links.with(Links.EVENTS, query);
  }
}
