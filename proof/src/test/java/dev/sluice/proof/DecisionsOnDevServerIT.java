package dev.sluice.proof;

/** On the Temporal dev server. */
class DecisionsOnDevServerIT extends Decisions {

  DecisionsOnDevServerIT() {
    super(TemporalKind.devServer);
  }
}
