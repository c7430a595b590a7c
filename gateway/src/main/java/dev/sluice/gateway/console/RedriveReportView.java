package dev.sluice.gateway.console;

import dev.sluice.gateway.journal.Redrives;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a redrive has done so far. {@code poll} is where to ask for what is new, if more comes. */
record RedriveReportView(
    Frame frame, Redrives.Redrive redrive, Redrives.Report report, @Nullable String poll) {

  boolean isOver() {
    return redrive.endedAt() != null;
  }

  /** The same, to ask later whether it has become another. */
  RedriveReportView marked(String mark) {
    String again = Links.with(RedrivePages.report(redrive.id()), Map.of("seen", mark));
    return new RedriveReportView(frame, redrive, report, isOver() ? null : again);
  }
}
