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
    @Nullable Target target,
    List<Act> acts,
    @Nullable JsonNode enriched) {

  public DeadLetter {
    acts = List.copyOf(acts);
  }

  /**
   * Its name, the same for ever: {@code <eid>:<route>}, with {@code ~2} for the second attempt, or
   * the eid alone where no route is.
   */
  public record Id(UUID eid, @Nullable String route, int attempt) {

    private static final Pattern FORM =
        Pattern.compile(
            "(\\p{XDigit}{8}(?:-\\p{XDigit}{4}){3}-\\p{XDigit}{12})"
                + "(?::([^~]+)(?:~([1-9][0-9]{0,3}))?)?");

    public static Optional<Id> parse(String text) {
      Matcher form = FORM.matcher(text);
      if (!form.matches()) {
        return Optional.empty();
      }
      int attempt = form.group(3) == null ? 1 : Integer.parseInt(form.group(3));
      return Optional.of(new Id(UUID.fromString(form.group(1)), form.group(2), attempt));
    }

    @Override
    public String toString() {
      if (route == null) {
        return eid.toString();
      }
      return eid + ":" + route + (attempt == 1 ? "" : "~" + attempt);
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
