package dev.sluice.workflows.saga;

/** Where a saga is as a whole; the words of the search attribute {@code SluiceState}. */
public enum SagaState {
  working,
  waitingForPerson,
  compensating,
  parked,
  done
}
