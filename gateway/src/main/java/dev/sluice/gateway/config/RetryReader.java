package dev.sluice.gateway.config;

import dev.sluice.gateway.route.ActionPlan;
import dev.sluice.gateway.route.Retry;
import java.time.Duration;
import java.util.Optional;

/** Reads a route's {@code retry:}. */
final class RetryReader {

  private static final int MOST_ATTEMPTS = 100;
  private static final double MOST_FACTOR = 10;
  private static final Duration BACKOFF = Duration.ofSeconds(2);
  private static final double FACTOR = 2;

  private RetryReader() {}

  static Optional<Retry> read(Value value, Optional<ActionPlan> action) {
    return value.section().flatMap(section -> read(value, section, action));
  }

  private static Optional<Retry> read(Value value, Section section, Optional<ActionPlan> action) {
    Optional<Integer> attempts =
        section.required("attempts").flatMap(each -> each.number(2, MOST_ATTEMPTS));
    Duration backoff = section.optional("backoff").flatMap(Value::duration).orElse(BACKOFF);
    double factor =
        section.optional("factor").flatMap(each -> each.decimal(1, MOST_FACTOR)).orElse(FACTOR);
    section.close();
    if (action.isPresent() && !(action.get() instanceof ActionPlan.Start)) {
      return value.refuse(
          "is for routes with 'start': only they have a run of their own that can fail", null);
    }
    if (attempts.isEmpty()) {
      return Optional.empty();
    }
    double longest = (double) backoff.toMillis() * Math.pow(factor, attempts.get() - 2.0);
    if (longest > (double) Retry.LONGEST.toMillis()) {
      return value.refuse(
          "its last pause is longer than " + Retry.LONGEST.toDays() + "d",
          "fewer attempts, a shorter backoff or a smaller factor");
    }
    return Optional.of(new Retry(attempts.get(), backoff, factor));
  }
}
