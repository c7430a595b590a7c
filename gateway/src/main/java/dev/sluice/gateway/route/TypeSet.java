package dev.sluice.gateway.route;

import java.util.List;

/** The event types that some globs name. Immutable, so safe for many threads. */
public final class TypeSet {

  /** Every type there is. */
  public static final TypeSet ALL =
      new TypeSet(List.of(new TypeGlob(TypeGlob.ANY, List.of(TypeGlob.ANY))));

  private final List<TypeGlob> globs;
  private final TypeIndex index;

  public TypeSet(List<TypeGlob> globs) {
    this.globs = List.copyOf(globs);
    this.index = new TypeIndex(List.of(this.globs));
  }

  public boolean contains(String type) {
    return index.matching(type).length > 0;
  }

  /** The globs as they were written. */
  @Override
  public String toString() {
    return String.join(", ", globs.stream().map(TypeGlob::text).toList());
  }
}
