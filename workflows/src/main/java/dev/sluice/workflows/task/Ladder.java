package dev.sluice.workflows.task;

import com.fasterxml.jackson.annotation.JsonFormat;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who is asked, one tier after the other, for how long, and what holds when nobody answered.
 * Without hours its clock never stands still.
 */
public record Ladder(String name, List<Tier> tiers, String otherwise, @Nullable Hours hours) {

  /** Instead of a choice: the last tier keeps it until it is answered. */
  public static final String PARK = "park";

  /**
   * {@code remind} counts from the tier's start, like {@code within}. So many of its people as
   * {@code quorum} says must choose the same; no more than {@code of} of them are heard.
   */
  public record Tier(
      String to,
      @JsonFormat(shape = JsonFormat.Shape.STRING) Duration within,
      @JsonFormat(shape = JsonFormat.Shape.STRING) List<Duration> remind,
      int quorum,
      @Nullable Integer of) {

    /** Histories hold tiers from before there were quorums. */
    public Tier {
      quorum = Math.max(1, quorum);
    }

    /** Of whose people one is enough. */
    public Tier(String to, Duration within, List<Duration> remind) {
      this(to, within, remind, 1, null);
    }

    /** Who is asked for as long as it takes. */
    static Tier withoutEnd(String to) {
      return new Tier(to, Duration.ZERO, List.of());
    }
  }

  /** Whether its last tier may be asked once more, because its votes can be split for ever. */
  boolean mayAskAnew() {
    return otherwise.equals(PARK) && tiers.get(tiers.size() - 1).of() != null;
  }

  /** When so much of the ladder's time has passed. */
  Instant after(Instant start, Duration time) {
    return hours == null ? start.plus(time) : hours.after(start, time);
  }
}
