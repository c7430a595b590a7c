package dev.sluice.gateway.console;

import dev.sluice.gateway.edge.Edge;
import dev.sluice.gateway.edge.Finding;
import dev.sluice.gateway.edge.Role;
import dev.sluice.gateway.journal.DeadLetter;
import dev.sluice.gateway.journal.DeadLetter.Filter;
import dev.sluice.gateway.journal.DeadLetterGroups;
import dev.sluice.gateway.journal.DeadLetterGroups.Largest;
import dev.sluice.gateway.journal.DeadLetters;
import dev.sluice.gateway.journal.Page;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What could not be done, to look at. */
final class DeadLetterPages implements Edge.Api {

  private static final int PAGE = 50;
  private static final Largest NONE = new Largest(List.of(), 0, Instant.EPOCH);

  private final DeadLetters letters;
  private final DeadLetterGroups groups;
  private final Pages pages;
  private final Turns turns;
  private final Turns whole;

  /**
   * @param whole for what goes through all letters
   */
  DeadLetterPages(Shown shown, Pages pages, Turns turns, Turns whole) {
    this.letters = shown.journal().deadLetters();
    this.groups = shown.groups();
    this.pages = pages;
    this.turns = turns;
    this.whole = whole;
  }

  @Override
  public void routes(RoutesConfig routes) {
    routes.get(Links.DEAD_LETTERS, this::list, Role.read);
    routes.get(Links.DEAD_LETTER, this::one, Role.read);
  }

  static Filter filter(Asked asked) {
    return new Filter(
        asked.text("reason"),
        asked.text("route"),
        asked.types("type"),
        asked.since("since"),
        asked.until("until"));
  }

  private void list(Context ctx) {
    Asked asked = new Asked(ctx);
    Filter filter = filter(asked);
    if (!asked.form().isUnderstood()) {
      ctx.status(400);
      show(ctx, asked, NONE, new Page<>(List.of(), null));
      return;
    }
    String cursor = ctx.queryParam("cursor");
    Page<DeadLetter> page =
        Asked.withCursor(cursor, from -> turns.take(() -> letters.list(filter, PAGE, from)));
    show(ctx, asked, cursor == null ? largest(filter) : NONE, page);
  }

  /** Those of a moment ago while others are worked out. */
  private Largest largest(Filter filter) {
    return whole
        .tryTake(() -> groups.read(filter))
        .or(() -> groups.known(filter))
        .orElseGet(() -> whole.take(() -> groups.read(filter)));
  }

  private void show(Context ctx, Asked asked, Largest largest, Page<DeadLetter> page) {
    Map<String, String> filter = asked.kept();
    pages.show(
        ctx,
        "deadLetters",
        new DeadLettersView(
            pages.frame(ctx, Area.deadLetters, "Dead letters"),
            asked.form(),
            largest.groups().stream()
                .map(group -> DeadLettersView.Group.of(group, filter))
                .toList(),
            largest.all(),
            largest.at(),
            page.items(),
            Links.with(RedrivePages.REDRIVE, filter),
            asked.older(Links.DEAD_LETTERS, page.next())));
  }

  private void one(Context ctx) {
    DeadLetter letter = find(ctx, letters);
    Frame frame = pages.frame(ctx, Area.deadLetters, "Dead letter " + letter.event().type());
    pages.show(ctx, "deadLetter", new DeadLetterView(frame, letter));
  }

  static DeadLetter find(Context ctx, DeadLetters letters) {
    String id = Objects.requireNonNullElse(ctx.queryParam("id"), "");
    return Finding.deadLetter(letters, id);
  }
}
