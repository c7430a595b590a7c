package dev.sluice.gateway.reload;

import dev.sluice.gateway.jdk.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * The files of a configuration, seen from outside. A look is cheap; the contents are read when a
 * look differs, or when a file is so young that a change in the same tick of its clock would not
 * show. Links are followed, so that a file that is replaced by a link to another has changed.
 */
final class Watched {

  private static final Duration YOUNG = Duration.ofSeconds(3);
  private static final int DEEPEST = 8;

  private Watched() {}

  /** {@code sight} is the same as long as nothing shows; {@code isYoung} means that it may lie. */
  record Look(String sight, boolean isYoung) {}

  static Look look(Collection<Path> paths, Instant now) {
    StringBuilder sight = new StringBuilder();
    boolean isYoung = false;
    for (Path file : files(paths)) {
      sight.append(file);
      try {
        BasicFileAttributes seen = Files.readAttributes(file, BasicFileAttributes.class);
        Instant changed = seen.lastModifiedTime().toInstant();
        isYoung |= changed.isAfter(now.minus(YOUNG));
        sight.append('|').append(changed).append('|').append(seen.size());
        sight.append('|').append(seen.fileKey());
      } catch (IOException e) {
        sight.append("|gone");
      }
      sight.append('\n');
    }
    return new Look(sight.toString(), isYoung);
  }

  /** Of names and bytes. */
  static String contents(Collection<Path> paths) {
    MessageDigest digest = Sha256.begin();
    for (Path file : files(paths)) {
      digest.update(file.toString().getBytes(StandardCharsets.UTF_8));
      digest.update((byte) 0);
      try {
        byte[] bytes = Files.readAllBytes(file);
        digest.update(Integer.toString(bytes.length).getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
        digest.update(bytes);
      } catch (IOException e) {
        digest.update((byte) 1);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** Each file itself; of a folder what is in it. */
  private static List<Path> files(Collection<Path> paths) {
    return paths.stream().sorted().flatMap(path -> files(path).stream()).toList();
  }

  private static List<Path> files(Path path) {
    if (!Files.isDirectory(path)) {
      return List.of(path);
    }
    try (Stream<Path> found = Files.walk(path, DEEPEST)) {
      return found.filter(Files::isRegularFile).sorted().toList();
    } catch (IOException | java.io.UncheckedIOException e) {
      // It is being replaced; the next look sees what by.
      return List.of();
    }
  }
}
