package dev.sluice.cli.doctor;

/** One thing that was looked at. {@code advice} is empty where nothing is to do. */
record Finding(String subject, boolean good, String detail, String advice) {

  static Finding good(String subject, String detail) {
    return new Finding(subject, true, detail, "");
  }

  static Finding bad(String subject, String detail, String advice) {
    return new Finding(subject, false, detail, advice);
  }
}
