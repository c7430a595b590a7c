package dev.sluice.gateway.route;

import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which routes match a type, in the file's order. The cost depends on the type's own segments and
 * the globs they meet, not on how many routes there are. Immutable once built, so safe for many
 * threads.
 */
final class TypeIndex {

  private static final int[] NONE = {};

  /** A step of the glob trie: what may follow the segments read so far. */
  private static final class Node {
    final Map<String, Node> named = new HashMap<>();
    final Map<String, Node> partly = new HashMap<>();
    final SegmentIndex<Node> partlyNamed = new SegmentIndex<>();
    @Nullable Node one;
    @Nullable Node any;

    /** A node behind {@code **} also keeps itself alive for the next segment. */
    boolean loops;

    final BitSet routes = new BitSet();

    Node after(String segment) {
      if (segment.equals(TypeGlob.ONE)) {
        Node next = one == null ? new Node() : one;
        one = next;
        return next;
      } else if (segment.equals(TypeGlob.ANY)) {
        Node next = any == null ? new Node() : any;
        next.loops = true;
        any = next;
        return next;
      }
      return segment.indexOf('*') < 0
          ? named.computeIfAbsent(segment, s -> new Node())
          : partly.computeIfAbsent(segment, this::indexed);
    }

    private Node indexed(String segment) {
      Node node = new Node();
      partlyNamed.add(segment, node);
      return node;
    }
  }

  private final Map<String, BitSet> exact = new HashMap<>();
  private final Node globs = new Node();
  private final boolean hasGlobs;

  /** {@code patterns.get(i)} belongs to the route at place {@code i}. */
  TypeIndex(List<List<TypeGlob>> patterns) {
    boolean someGlob = false;
    for (int route = 0; route < patterns.size(); route++) {
      for (TypeGlob pattern : patterns.get(route)) {
        if (pattern.isExact()) {
          exact.computeIfAbsent(pattern.text(), t -> new BitSet()).set(route);
        } else {
          leaf(pattern).routes.set(route);
          someGlob = true;
        }
      }
    }
    hasGlobs = someGlob;
  }

  private Node leaf(TypeGlob pattern) {
    Node at = globs;
    for (String segment : pattern.segments()) {
      at = at.after(segment);
    }
    return at;
  }

  /** The places of the matching routes, ascending. */
  int[] matching(String type) {
    BitSet same = exact.get(type);
    if (!hasGlobs) {
      return same == null ? NONE : places(same);
    }
    BitSet found = new BitSet();
    if (same != null) {
      found.or(same);
    }
    for (Node end : new Walk().ends(type)) {
      found.or(end.routes);
    }
    return found.isEmpty() ? NONE : places(found);
  }

  /** How many look-ups and comparisons it takes to find the routes of this type. */
  int cost(String type) {
    Walk walk = new Walk();
    return 1 + walk.ends(type).size() + walk.comparisons;
  }

  /** All ways through the trie at once, so that no pattern can make it exponential. */
  private final class Walk {
    int comparisons;

    Set<Node> ends(String type) {
      Set<Node> now = new LinkedHashSet<>();
      enter(globs, now);
      int start = 0;
      while (start <= type.length() && !now.isEmpty()) {
        int dot = type.indexOf('.', start);
        int end = dot < 0 ? type.length() : dot;
        now = after(type.substring(start, end), now);
        start = end + 1;
      }
      return now;
    }

    private Set<Node> after(String segment, Set<Node> now) {
      Set<Node> next = new LinkedHashSet<>();
      for (Node node : now) {
        comparisons++;
        Node named = node.named.get(segment);
        if (named != null) {
          enter(named, next);
        }
        if (!node.partlyNamed.isEmpty()) {
          comparisons += node.partlyNamed.matching(segment, found -> enter(found, next));
        }
        if (node.one != null) {
          enter(node.one, next);
        }
        if (node.loops) {
          enter(node, next);
        }
      }
      return next;
    }
  }

  /** {@code **} may also stand for nothing, so what follows it is open at once. */
  private static void enter(Node node, Set<Node> into) {
    Node at = node;
    while (at != null && into.add(at)) {
      at = at.any;
    }
  }

  private static int[] places(BitSet set) {
    return set.stream().toArray();
  }
}
