package dev.sluice.activities.provider;

import java.net.URI;
import java.time.Duration;
import java.util.Set;

/**
 * Where a provider is and how far it is trusted. {@code callTimeout} bounds a whole call; an answer
 * of more than {@code maxAnswerBytes} is not read; a {@code Retry-After} of more than {@code
 * longestRetryAfter} is taken as that.
 */
public record ProviderSettings(
    String name,
    URI baseUrl,
    Duration connectTimeout,
    Duration readTimeout,
    Duration callTimeout,
    int maxAnswerBytes,
    int callsPerSecond,
    Duration longestRetryAfter,
    Circuit circuit) {

  /**
   * Opens when {@code failurePercent} of at least {@code minimumCalls} calls within {@code window}
   * failed, and tries {@code trialCalls} calls after {@code openFor}.
   */
  public record Circuit(
      int failurePercent, int minimumCalls, Duration window, Duration openFor, int trialCalls) {

    static final Circuit DEFAULT =
        new Circuit(50, 20, Duration.ofSeconds(30), Duration.ofSeconds(5), 3);
  }

  private static final Set<String> SCHEMES = Set.of("http", "https");

  public ProviderSettings {
    if (baseUrl.getScheme() == null
        || !SCHEMES.contains(baseUrl.getScheme())
        || baseUrl.getHost() == null) {
      throw new IllegalArgumentException(
          "the base URL of " + name + " is not an http or https URL");
    }
    if (baseUrl.getRawUserInfo() != null) {
      throw new IllegalArgumentException("the base URL of " + name + " has credentials in it");
    }
  }

  public static ProviderSettings of(String name, URI baseUrl) {
    return new ProviderSettings(
        name,
        baseUrl,
        Duration.ofSeconds(2),
        Duration.ofSeconds(8),
        // Shorter than any activity's attempt, so that a time-out is told apart here.
        Duration.ofSeconds(8),
        256 * 1024,
        200,
        Duration.ofMinutes(5),
        Circuit.DEFAULT);
  }

  public ProviderSettings withTimeouts(Duration connect, Duration read, Duration call) {
    return new ProviderSettings(
        name,
        baseUrl,
        connect,
        read,
        call,
        maxAnswerBytes,
        callsPerSecond,
        longestRetryAfter,
        circuit);
  }

  public ProviderSettings withCallsPerSecond(int calls) {
    return new ProviderSettings(
        name,
        baseUrl,
        connectTimeout,
        readTimeout,
        callTimeout,
        maxAnswerBytes,
        calls,
        longestRetryAfter,
        circuit);
  }
}
