package dev.sluice.sandbox.fault;

import java.time.Duration;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What the magic words of one request ask for: the first {@code failures} calls with a key fail,
 * the answer is {@code slow}, the first answer is {@code lost} after the work. Words are {@code
 * FLAKY-2}, {@code SLOW-3}, {@code LOST}, or as a token {@code tok_flaky_2}; others mean nothing.
 */
public record Magic(int failures, Duration slow, boolean lost) {

  public static final Magic NONE = new Magic(0, Duration.ZERO, false);

  private static final int MOST_FAILURES = 1_000;
  private static final int MOST_SECONDS = 300;

  /** The worst of all the words. */
  public static Magic of(Stream<String> words) {
    return words.map(Magic::of).reduce(NONE, Magic::and);
  }

  public static Magic of(String word) {
    String plain = word.toUpperCase(Locale.ROOT).replace('_', '-').replaceFirst("^TOK-", "");
    if (plain.equals("LOST")) {
      return new Magic(0, Duration.ZERO, true);
    }
    int failures = number(plain, "FLAKY-", MOST_FAILURES);
    int seconds = number(plain, "SLOW-", MOST_SECONDS);
    return new Magic(failures, Duration.ofSeconds(seconds), false);
  }

  private Magic and(Magic other) {
    return new Magic(
        Math.max(failures, other.failures),
        slow.compareTo(other.slow) >= 0 ? slow : other.slow,
        lost || other.lost);
  }

  private static int number(String word, String prefix, int most) {
    return word.matches(prefix + "\\d{1,6}")
        ? Math.min(most, Integer.parseInt(word.substring(prefix.length())))
        : 0;
  }
}
