package dev.sluice.gateway.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Checks secrets, which stand in the file only by reference: {@code env:NAME} or {@code file:PATH}.
 * No message quotes what it found, since it may be the secret itself.
 */
final class SecretReader {

  private static final Pattern ENV = Pattern.compile("env:([A-Za-z_][A-Za-z0-9_]*)");
  private static final Pattern LINE_END = Pattern.compile("\\R\\z");
  private static final String FILE = "file:";
  private static final int SHORT = 16;
  private static final int LARGEST = 1 << 16;

  private final Path config;
  private final Function<String, Optional<String>> environment;
  private final Consumer<Path> reads;

  /**
   * @param reads told of every file that is read
   */
  SecretReader(Path config, Function<String, Optional<String>> environment, Consumer<Path> reads) {
    this.reads = reads;
    this.config = config;
    this.environment = environment;
  }

  static boolean isReference(String text) {
    return text.startsWith("env:") || text.startsWith(FILE);
  }

  /** The secret's bytes in UTF-8, without the line end that editors put after it. */
  Optional<byte[]> read(Value value) {
    Optional<String> reference = value.text();
    if (reference.isEmpty()) {
      return Optional.empty();
    }
    var env = ENV.matcher(reference.get());
    Optional<String> secret;
    if (env.matches()) {
      secret = environment.apply(env.group(1));
      if (secret.isEmpty()) {
        return value.refuse("the variable " + env.group(1) + " is not set", null);
      }
    } else if (reference.get().startsWith(FILE)) {
      secret = contents(value, reference.get().substring(FILE.length()));
    } else {
      return value.refuse("a secret must not stand in the file", "write env:NAME or file:PATH");
    }
    return secret
        .map(text -> LINE_END.matcher(text).replaceFirst(""))
        .flatMap(text -> checked(value, text));
  }

  private Optional<String> contents(Value value, String name) {
    Path path = config.toAbsolutePath().resolveSibling(name);
    reads.accept(path);
    try {
      return Files.size(path) > LARGEST
          ? value.refuse("the file of the secret is larger than 64 KiB", null)
          : Optional.of(Files.readString(path));
    } catch (IOException e) {
      return value.refuse("the file of the secret cannot be read: " + name, null);
    }
  }

  private static Optional<byte[]> checked(Value value, String secret) {
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
