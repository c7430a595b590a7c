package dev.sluice.gateway.config;

import dev.sluice.codec.SecretReferences;
import dev.sluice.codec.SecretReferences.Found;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Checks secrets, which stand in the file only by reference: {@code env:NAME} or {@code file:PATH}.
 * No message quotes what it found, since it may be the secret itself.
 */
final class SecretReader {

  private static final int SHORT = 16;

  private final SecretReferences references;

  /**
   * @param reads told of every file that is read
   */
  SecretReader(Path config, Function<String, Optional<String>> environment, Consumer<Path> reads) {
    this.references = new SecretReferences(config, environment, reads);
  }

  static boolean isReference(String text) {
    return SecretReferences.isReference(text);
  }

  /** The secret's bytes in UTF-8, without the line end that editors put after it. */
  Optional<byte[]> read(Value value) {
    return value.text().map(references::find).flatMap(found -> checked(value, found));
  }

  private static Optional<byte[]> checked(Value value, Found found) {
    if (found instanceof Found.Nothing nothing) {
      return value.refuse(nothing.reason(), nothing.suggestion());
    }
    String secret = ((Found.Secret) found).text();
    if (secret.isBlank()) {
      return value.refuse("the secret is empty", null);
    }
    if (!secret.equals(secret.strip())) {
      value.warn(
          "the secret begins or ends with a blank, which counts", "take it out if it slipped in");
    }
    if (secret.length() < SHORT) {
      value.warn(
          "the secret is shorter than " + SHORT + " characters", "make it random and longer");
    }
    return Optional.of(secret.getBytes(StandardCharsets.UTF_8));
  }
}
