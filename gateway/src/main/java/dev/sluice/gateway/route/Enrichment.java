package dev.sluice.gateway.route;

/**
 * Something that a route adds to what it knows of an event, seen as {@code event.enriched.<as>}.
 * Where it comes from is the kind of enrichment: a look-up elsewhere would be another one.
 */
public sealed interface Enrichment {

  String as();

  /** The value of an expression over the event and what was added before. */
  record Computed(String as, Expression expression) implements Enrichment {}
}
