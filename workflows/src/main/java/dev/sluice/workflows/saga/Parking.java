package dev.sluice.workflows.saga;

/** Where a step goes that cannot go on by itself: in front of a person, for as long as it takes. */
@FunctionalInterface
public interface Parking {

  /**
   * @param name what is parked, such as {@code undo-authorise}
   * @param trouble the sentence that a person reads
   */
  Verdict park(String name, String trouble);

  sealed interface Verdict {

    record Retry() implements Verdict {}

    /** A person did by hand what the saga could not. */
    record Settle(String note) implements Verdict {}
  }
}
