package dev.sluice.sandbox.shipping;

/** Where a parcel is. */
enum State {
  BOOKED("booked"),
  PICKED("picked"),
  HANDED_OVER("handedOver"),
  CANCELLED("cancelled");

  private final String word;

  State(String word) {
    this.word = word;
  }

  String word() {
    return word;
  }
}
