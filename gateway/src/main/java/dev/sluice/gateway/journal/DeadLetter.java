package dev.sluice.gateway.journal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.gateway.event.Event;
import dev.sluice.gateway.journal.Backlog.Place;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A verdict that is dead, or was: its event, and what was done about it. */
public record DeadLetter(
    Id id,
    Place place,
    Instant acceptedAt,
    Event event,
    Verdict verdict,
    List<Act> acts,
    @Nullable JsonNode enriched) {

  public DeadLetter {
    acts = List.copyOf(acts);
  }

  /** Its name, the same for ever: {@code <eid>:<route>}, or the eid alone where no route is. */
  public record Id(UUID eid, @Nullable String route) {

    private static final Pattern FORM =
        Pattern.compile("(\\p{XDigit}{8}(?:-\\p{XDigit}{4}){3}-\\p{XDigit}{12})(?::(.+))?");

    public static Optional<Id> parse(String text) {
      Matcher form = FORM.matcher(text);
      return form.matches()
          ? Optional.of(new Id(UUID.fromString(form.group(1)), form.group(2)))
          : Optional.empty();
    }

    @Override
    public String toString() {
      return route == null ? eid.toString() : eid + ":" + route;
    }
  }

  /** What somebody did about it. {@code note} is why, or what came of it at once. */
  public record Act(Instant at, String act, String by, @Nullable String note) {}

  /** What the letters of a group have in common, save for what is each one's own in the error. */
  public record Group(
      String reason,
      @Nullable String route,
      @Nullable String error,
      long count,
      Instant oldest,
      Instant newest) {}

  /** Which dead letters. {@code type} may be a glob; the times are those of their deaths. */
  public record Filter(
      @Nullable String reason,
      @Nullable String route,
      @Nullable String type,
      @Nullable Instant since,
      @Nullable Instant until) {

    public static final Filter ALL = new Filter(null, null, null, null, null);
  }
}
