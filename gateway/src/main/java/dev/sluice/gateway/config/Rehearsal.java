package dev.sluice.gateway.config;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A configuration for a dry run, on a machine that need not have its secrets: what stands for a
 * variable that is not set is random, and fits nothing.
 *
 * @param unset why a source cannot be verified, by its name
 */
public record Rehearsal(Loaded loaded, Map<String, String> unset) {

  private static final Pattern OF_SOURCE = Pattern.compile("sources\\.([^.]+)\\..*");
  private static final Pattern UNSET_NAME = Pattern.compile("the variable (.+) is not set");
  private static final String UNSET = " is not set";

  public static Rehearsal of(Path file) {
    return of(file, Environment.SYSTEM);
  }

  static Rehearsal of(Path file, Environment environment) {
    Loaded strict = ConfigFile.load(file, environment::find);
    if (!(strict instanceof Loaded.Refused refused)
        || !refused.errors().stream().allMatch(error -> error.reason().endsWith(UNSET))) {
      return new Rehearsal(strict, Map.of());
    }
    Map<String, String> unset = new HashMap<>();
    Set<String> keys = new HashSet<>();
    for (ConfigError error : refused.errors()) {
      Matcher variable = UNSET_NAME.matcher(error.reason());
      if (error.path().startsWith("encryption.") && variable.matches()) {
        keys.add(variable.group(1));
      }
      Matcher source = OF_SOURCE.matcher(error.path());
      if (source.matches()) {
        unset.putIfAbsent(source.group(1), error.reason());
      }
    }
    Loaded loaded =
        ConfigFile.load(
            file,
            name -> environment.find(name).or(() -> Optional.of(standIn(keys.contains(name)))));
    return new Rehearsal(loaded, Map.copyOf(unset));
  }

  /** A key is 256 bits and nothing else; other secrets in the strictest of the forms they have. */
  private static String standIn(boolean isKey) {
    byte[] random = new byte[32];
    new SecureRandom().nextBytes(random);
    return (isKey ? "" : "whsec_") + Base64.getEncoder().encodeToString(random);
  }

  /** Where variables come from. */
  @FunctionalInterface
  interface Environment {

    Environment SYSTEM = name -> Optional.ofNullable(System.getenv(name));

    Optional<String> find(String name);
  }
}
