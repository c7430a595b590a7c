package dev.sluice.proof;

/** Every ending on Temporal's in-process server. */
class OrderEndingsInProcessIT extends OrderEndings {

  OrderEndingsInProcessIT() {
    super(TemporalKind.inProcess);
  }
}
