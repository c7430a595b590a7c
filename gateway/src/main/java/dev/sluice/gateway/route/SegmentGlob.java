package dev.sluice.gateway.route;

import java.util.List;

/**
 * One segment with a {@code *} beside other text, as in {@code market_*}. Matching never goes back,
 * so it is linear in the segment for each part.
 */
record SegmentGlob(String prefix, List<String> middle, String suffix) {

  static SegmentGlob of(String segment) {
    List<String> parts = List.of(segment.split("\\*", -1));
    int last = parts.size() - 1;
    return new SegmentGlob(parts.get(0), List.copyOf(parts.subList(1, last)), parts.get(last));
  }

  boolean matches(String segment) {
    if (segment.length() < prefix.length() + suffix.length()
        || !segment.startsWith(prefix)
        || !segment.endsWith(suffix)) {
      return false;
    }
    int end = segment.length() - suffix.length();
    int at = prefix.length();
    for (String part : middle) {
      int found = segment.indexOf(part, at);
      if (found < 0 || found + part.length() > end) {
        return false;
      }
      at = found + part.length();
    }
    return true;
  }
}
