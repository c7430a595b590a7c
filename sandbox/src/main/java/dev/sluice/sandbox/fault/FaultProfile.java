package dev.sluice.sandbox.fault;

import dev.sluice.sandbox.hash.Sha256;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How often calls go wrong, written {@code seed=7,error=0.05,lost=0.02,duplicate=0.01,slow=0.05}.
 * The fate of a call hangs on the seed, the operation, the key and the attempt's number alone, so
 * that a run can be had again.
 */
public record FaultProfile(long seed, double error, double lost, double duplicate, double slow) {

  private static final List<String> KNOWN = List.of("seed", "error", "lost", "duplicate", "slow");
  private static final int SLOW_FROM_MILLIS = 500;
  private static final int SLOW_RANGE_MILLIS = 2_500;

  public FaultProfile {
    checkRate("error", error);
    checkRate("lost", lost);
    checkRate("duplicate", duplicate);
    checkRate("slow", slow);
  }

  public static FaultProfile none() {
    return new FaultProfile(0, 0, 0, 0, 0);
  }

  /**
   * @throws IllegalArgumentException with a sentence for a person when the profile is not one
   */
  public static FaultProfile parse(String text) {
    if (text.isBlank()) {
      return none();
    }
    Optional<Long> seed = Optional.empty();
    Map<String, Double> rates = new LinkedHashMap<>();
    for (String part : text.split(",", -1)) {
      int equals = part.indexOf('=');
      String name = equals < 0 ? part.strip() : part.substring(0, equals).strip();
      String value = equals < 0 ? "" : part.substring(equals + 1).strip();
      if (!KNOWN.contains(name)) {
        throw new IllegalArgumentException(
            "a fault profile has no \"%s\"; it knows %s".formatted(name, String.join(", ", KNOWN)));
      }
      if (rates.containsKey(name) || (name.equals("seed") && seed.isPresent())) {
        throw new IllegalArgumentException("the fault profile says \"%s\" twice".formatted(name));
      }
      if (name.equals("seed")) {
        seed = Optional.of(seed(value));
      } else {
        rates.put(name, rate(name, value));
      }
    }
    return new FaultProfile(
        seed.orElse(0L),
        rates.getOrDefault("error", 0.0),
        rates.getOrDefault("lost", 0.0),
        rates.getOrDefault("duplicate", 0.0),
        rates.getOrDefault("slow", 0.0));
  }

  /** No call goes wrong, so that nobody needs to count attempts. */
  public boolean isNone() {
    return error == 0 && lost == 0 && duplicate == 0 && slow == 0;
  }

  public Plan plan(String operation, String key, int attempt) {
    return new Plan(
        chance("error", operation, key, attempt) < error,
        chance("lost", operation, key, attempt) < lost,
        chance("duplicate", operation, key, attempt) < duplicate,
        chance("slow", operation, key, attempt) < slow
            ? Duration.ofMillis(
                SLOW_FROM_MILLIS
                    + (long) (SLOW_RANGE_MILLIS * chance("length", operation, key, attempt)))
            : Duration.ZERO);
  }

  private double chance(String fault, String operation, String key, int attempt) {
    // Lengths keep ("ab", "c") and ("a", "bc") apart.
    String name =
        "%d|%s|%d:%s|%d:%s|%d"
            .formatted(seed, fault, operation.length(), operation, key.length(), key, attempt);
    long bits = ByteBuffer.wrap(Sha256.of(name)).getLong() >>> 11;
    return bits * 0x1.0p-53;
  }

  private static long seed(String value) {
    try {
      return Long.parseLong(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "the seed of a fault profile is a whole number, not \"%s\"".formatted(value), e);
    }
  }

  private static double rate(String name, String value) {
    try {
      return Double.parseDouble(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "\"%s\" of a fault profile is a number from 0 to 1, not \"%s\"".formatted(name, value),
          e);
    }
  }

  private static void checkRate(String name, double rate) {
    if (!(rate >= 0 && rate <= 1)) {
      throw new IllegalArgumentException(
          "\"%s\" of a fault profile is a number from 0 to 1, not %s".formatted(name, rate));
    }
  }
}
