package dev.sluice.gateway.console;

/** What the pages are about, in the order of the navigation. */
enum Area {
  events("Events", Links.EVENTS),
  tasks("Inbox", Links.TASKS),
  runs("Runs", Links.RUNS),
  deadLetters("Dead letters", Links.DEAD_LETTERS),
  routes("Routes", Links.ROUTES),
  sources("Sources", Links.SOURCES),
  health("Health", Links.HEALTH);

  private final String label;
  private final String path;

  Area(String label, String path) {
    this.label = label;
    this.path = path;
  }

  String label() {
    return label;
  }

  String path() {
    return path;
  }
}
