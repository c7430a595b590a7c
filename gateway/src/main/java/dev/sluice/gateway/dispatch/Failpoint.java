package dev.sluice.gateway.dispatch;

import dev.sluice.gateway.journal.Held;

/** Between the steps of a dispatch, where a test can end the process. */
@FunctionalInterface
public interface Failpoint {

  enum Step {
    /** On disk, before the act. */
    beforeAct,
    /** The engine has it, the journal does not know. */
    beforeMark,
    afterMark
  }

  Failpoint NONE = (step, work) -> {};

  void at(Step step, Held work);
}
