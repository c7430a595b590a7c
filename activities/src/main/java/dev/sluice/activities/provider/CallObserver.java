package dev.sluice.activities.provider;

import java.time.Duration;

/** Is told of every call: for metrics. Must be fast and must not fail. */
@FunctionalInterface
public interface CallObserver {

  /** {@code outcome} is {@code success} or a kind of failure, in lower case. */
  void called(String provider, String method, String outcome, Duration took);

  static CallObserver none() {
    return (provider, method, outcome, took) -> {};
  }
}
