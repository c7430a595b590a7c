package dev.sluice.proof;

/** On Temporal's in-process server. */
class DecisionsInProcessIT extends Decisions {

  DecisionsInProcessIT() {
    super(TemporalKind.inProcess);
  }
}
