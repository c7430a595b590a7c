package dev.sluice.gateway.journal;

import dev.sluice.gateway.journal.DeadLetter.Filter;
import dev.sluice.gateway.journal.DeadLetter.Group;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The largest groups of dead letters. Grouping goes through all that the filter names, so that it
 * is done {@link Seldom}. Safe for many threads.
 */
public final class DeadLetterGroups {

  /** {@code all} is how many groups there were at that time. */
  public record Largest(List<Group> groups, int all, Instant at) {}

  private static final int MOST = 50;
  private static final Duration FRESH = Duration.ofSeconds(5);
  private static final int FILTERS = 32;

  private final DeadLetters letters;
  private final Clock clock;
  private final Seldom<Filter, Largest> largest;

  public DeadLetterGroups(DeadLetters letters, Clock clock) {
    this(letters, clock, System::nanoTime);
  }

  /**
   * @param nanos by which it is measured how long grouping takes
   */
  DeadLetterGroups(DeadLetters letters, Clock clock, LongSupplier nanos) {
    this.letters = letters;
    this.clock = clock;
    this.largest = new Seldom<>(FRESH, FILTERS, clock, nanos);
  }

  public Largest read(Filter filter) {
    return largest.read(filter, () -> group(filter));
  }

  /** Those that were found not long ago, without a look at the journal. */
  public Optional<Largest> known(Filter filter) {
    return largest.known(filter);
  }

  /** For who made a change and wants to see it. */
  public Largest readAnew(Filter filter) {
    return largest.readAnew(filter, () -> group(filter));
  }

  private Largest group(Filter filter) {
    Instant at = clock.instant();
    List<Group> all = letters.groups(filter);
    return new Largest(List.copyOf(all.subList(0, Math.min(MOST, all.size()))), all.size(), at);
  }
}
