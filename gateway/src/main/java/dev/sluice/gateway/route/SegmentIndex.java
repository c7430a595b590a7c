package dev.sluice.gateway.route;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Which globs within a segment match it. They are found by the text before the first star, or where
 * there is none by the text behind the last, so that the cost depends on the lengths of such texts
 * and not on how many globs there are. Only read once built.
 */
final class SegmentIndex<T> {

  private record Entry<T>(SegmentGlob glob, T value) {}

  private final Map<String, List<Entry<T>>> byPrefix = new HashMap<>();
  private final Map<String, List<Entry<T>>> bySuffix = new HashMap<>();
  private final TreeSet<Integer> prefixes = new TreeSet<>();
  private final TreeSet<Integer> suffixes = new TreeSet<>();

  void add(String segment, T value) {
    SegmentGlob glob = SegmentGlob.of(segment);
    boolean hasPrefix = !glob.prefix().isEmpty();
    String key = hasPrefix ? glob.prefix() : glob.suffix();
    (hasPrefix ? byPrefix : bySuffix)
        .computeIfAbsent(key, k -> new ArrayList<>())
        .add(new Entry<>(glob, value));
    (hasPrefix ? prefixes : suffixes).add(key.length());
  }

  boolean isEmpty() {
    return prefixes.isEmpty() && suffixes.isEmpty();
  }

  /** Gives the values of what matches; answers how many comparisons that took. */
  int matching(String segment, Consumer<T> found) {
    int comparisons = 0;
    for (int length : prefixes.headSet(segment.length(), true)) {
      comparisons += tell(byPrefix.get(segment.substring(0, length)), segment, found);
    }
    for (int length : suffixes.headSet(segment.length(), true)) {
      String key = segment.substring(segment.length() - length);
      comparisons += tell(bySuffix.get(key), segment, found);
    }
    return comparisons;
  }

  private int tell(@Nullable List<Entry<T>> entries, String segment, Consumer<T> found) {
    if (entries == null) {
      return 1;
    }
    for (Entry<T> entry : entries) {
      if (entry.glob().matches(segment)) {
        found.accept(entry.value());
      }
    }
    return 1 + entries.size();
  }
}
