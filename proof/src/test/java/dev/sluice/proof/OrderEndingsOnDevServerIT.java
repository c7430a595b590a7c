package dev.sluice.proof;

/** Every ending on the Temporal dev server. */
class OrderEndingsOnDevServerIT extends OrderEndings {

  OrderEndingsOnDevServerIT() {
    super(TemporalKind.devServer);
  }
}
