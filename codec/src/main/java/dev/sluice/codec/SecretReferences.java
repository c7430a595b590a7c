package dev.sluice.codec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Looks up secrets, which stand in a configuration only by reference: {@code env:NAME} or {@code
 * file:PATH}, beside the configuration. No reason quotes what it found, since it may be the secret
 * itself.
 */
public final class SecretReferences {

  /** What a reference leads to. */
  public sealed interface Found {

    /** Without the line end that editors put after it. */
    record Secret(String text) implements Found {
      @Override
      public String toString() {
        return "***";
      }
    }

    record Nothing(String reason, @Nullable String suggestion) implements Found {}
  }

  private static final Pattern ENV = Pattern.compile("env:([A-Za-z_][A-Za-z0-9_]*)");
  private static final Pattern LINE_END = Pattern.compile("\\R\\z");
  private static final String FILE = "file:";
  private static final int LARGEST = 1 << 16;

  private final Path config;
  private final Function<String, Optional<String>> environment;
  private final Consumer<Path> reads;

  /**
   * @param reads told of every file that is read
   */
  public SecretReferences(
      Path config, Function<String, Optional<String>> environment, Consumer<Path> reads) {
    this.config = config;
    this.environment = environment;
    this.reads = reads;
  }

  public static boolean isReference(String text) {
    return text.startsWith("env:") || text.startsWith(FILE);
  }

  public Found find(String reference) {
    Matcher env = ENV.matcher(reference);
    if (env.matches()) {
      return environment
          .apply(env.group(1))
          .map(SecretReferences::secret)
          .orElseGet(() -> new Found.Nothing("the variable " + env.group(1) + " is not set", null));
    }
    return reference.startsWith(FILE)
        ? contents(reference.substring(FILE.length()))
        : new Found.Nothing("a secret must not stand in the file", "write env:NAME or file:PATH");
  }

  private Found contents(String name) {
    Path path = config.toAbsolutePath().resolveSibling(name);
    reads.accept(path);
    try {
      return Files.size(path) > LARGEST
          ? new Found.Nothing("the file of the secret is larger than 64 KiB", null)
          : secret(Files.readString(path));
    } catch (IOException e) {
      return new Found.Nothing("the file of the secret cannot be read: " + name, null);
    }
  }

  private static Found secret(String text) {
    return new Found.Secret(LINE_END.matcher(text).replaceFirst(""));
  }
}
