package dev.sluice.activities.provider;

import dev.sluice.activities.provider.Outcome.Failure;
import dev.sluice.activities.provider.Outcome.Kind;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * What stands before a provider: its circuit breaker and its rate limit. Thread-safe.
 *
 * <p>An open circuit costs an order nothing: the call is not made, the failure carries the time to
 * the next trial as the retry delay, and the workflows' retry policies are bound by time, never by
 * a number of attempts.
 */
final class Gate {

  /** A thread waits this long for its turn; then it gives its slot to another. */
  private static final Duration LONGEST_WAIT_FOR_TURN = Duration.ofSeconds(2);

  private static final Duration TRIAL_UNDER_WAY = Duration.ofSeconds(1);
  private static final long SPREAD_MILLIS = 500;

  private final String provider;
  private final CircuitBreaker circuit;
  private final RateLimiter limiter;
  private final Clock clock;
  private final Duration openFor;
  private volatile Instant opened = Instant.EPOCH;

  Gate(ProviderSettings settings, Clock clock) {
    this.provider = settings.name();
    this.clock = clock;
    this.openFor = settings.circuit().openFor();
    this.circuit = CircuitBreaker.of(provider, circuitConfig(settings.circuit(), clock));
    this.limiter =
        RateLimiter.of(
            provider,
            RateLimiterConfig.custom()
                .limitRefreshPeriod(Duration.ofSeconds(1))
                .limitForPeriod(settings.callsPerSecond())
                .timeoutDuration(LONGEST_WAIT_FOR_TURN)
                .build());
    circuit
        .getEventPublisher()
        .onStateTransition(
            event -> {
              if (event.getStateTransition().getToState() == CircuitBreaker.State.OPEN) {
                opened = clock.instant();
              }
            });
  }

  private static CircuitBreakerConfig circuitConfig(ProviderSettings.Circuit circuit, Clock clock) {
    return CircuitBreakerConfig.custom()
        .clock(clock)
        .slidingWindowType(SlidingWindowType.TIME_BASED)
        .slidingWindowSize(Math.toIntExact(circuit.window().toSeconds()))
        .minimumNumberOfCalls(circuit.minimumCalls())
        .failureRateThreshold(circuit.failurePercent())
        .waitDurationInOpenState(circuit.openFor())
        .permittedNumberOfCallsInHalfOpenState(circuit.trialCalls())
        .build();
  }

  /** Waits for a turn. Each entry that is let in must be left by {@link #leave}. */
  <T> Optional<Failure<T>> enter() {
    Optional<Failure<T>> shut = circuitShut();
    if (shut.isEmpty() && !limiter.acquirePermission()) {
      circuit.releasePermission();
      return Optional.of(tooMany());
    }
    return shut;
  }

  /**
   * Holds no thread: {@code turn.in()} says how long to wait before the call, when there is no
   * failure.
   */
  <T> Turn<T> enterLater() {
    Optional<Failure<T>> shut = circuitShut();
    if (shut.isPresent()) {
      return new Turn<>(Duration.ZERO, shut);
    }
    long nanos = limiter.reservePermission();
    if (nanos < 0) {
      circuit.releasePermission();
      return new Turn<>(Duration.ZERO, Optional.of(tooMany()));
    }
    return new Turn<>(Duration.ofNanos(nanos), Optional.empty());
  }

  record Turn<T>(Duration in, Optional<Failure<T>> refused) {}

  void leave(Outcome<?> outcome, long nanos) {
    if (outcome instanceof Failure<?> failure && failure.kind().ailing()) {
      circuit.onError(nanos, TimeUnit.NANOSECONDS, new IllegalStateException(failure.message()));
    } else if (outcome instanceof Failure<?> failure && failure.kind() == Kind.BUSY) {
      circuit.releasePermission();
    } else {
      circuit.onSuccess(nanos, TimeUnit.NANOSECONDS);
    }
  }

  boolean isOpen() {
    return circuit.getState() == CircuitBreaker.State.OPEN;
  }

  private <T> Optional<Failure<T>> circuitShut() {
    if (circuit.tryAcquirePermission()) {
      return Optional.empty();
    }
    Duration left =
        isOpen() ? Duration.between(clock.instant(), opened.plus(openFor)) : TRIAL_UNDER_WAY;
    return Optional.of(
        notNow(
            "its circuit is open after too many failures",
            left.isNegative() ? TRIAL_UNDER_WAY : left));
  }

  private <T> Failure<T> tooMany() {
    return notNow("more calls wait than its rate limit lets through", Duration.ofSeconds(1));
  }

  private <T> Failure<T> notNow(String why, Duration wait) {
    // Spread, so that all who wait do not come back in the same instant.
    Duration spread = Duration.ofMillis(ThreadLocalRandom.current().nextLong(SPREAD_MILLIS));
    return new Failure<>(
        Kind.TRANSIENT, provider + " was not called: " + why, null, wait.plus(spread));
  }
}
