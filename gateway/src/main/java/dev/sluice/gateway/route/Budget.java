package dev.sluice.gateway.route;

import dev.cel.runtime.CelEvaluationException;

/**
 * How much text one evaluation may still read and make. Loops are bounded by their own count; what
 * one turn of a loop may cost is bounded here, so that an event of a megabyte in a loop of
 * thousands of turns takes neither the time nor the memory of all of them. One for each thread.
 */
final class Budget {

  /** Characters: some tens of milliseconds of work, and as many megabytes at most. */
  static final int CHARACTERS = 16 << 20;

  private static final ThreadLocal<Budget> CURRENT = ThreadLocal.withInitial(Budget::new);

  private long left;

  static void begin() {
    CURRENT.get().left = CHARACTERS;
  }

  static void charge(long characters) throws CelEvaluationException {
    Budget budget = CURRENT.get();
    budget.left -= characters;
    if (budget.left < 0) {
      throw new CelEvaluationException(
          "the expression costs too much for this event: it reads or makes more than "
              + CHARACTERS
              + " characters");
    }
  }
}
