package dev.sluice.gateway.dispatch;

import dev.sluice.gateway.event.Event;
import dev.sluice.gateway.journal.Held;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What people read of a run in the Temporal UI before it has said anything itself. */
final class RunText {

  /** Temporal's limit on a summary, in bytes. */
  private static final int SUMMARY_BYTES = 400;

  private RunText() {}

  static String summary(Held work) {
    Event event = work.event();
    String subject = event.subject() == null ? "" : " " + event.subject();
    return clip(event.type() + subject + " (route " + work.route() + ")");
  }

  static String details(Held work, @Nullable URI self) {
    Event event = work.event();
    String path = "/v1/events/" + event.eid();
    String why = self == null ? "" : console(self, event);
    String link = self == null ? path : "[" + event.eid() + "](" + self.resolve(path) + ")";
    return """
        Started by event %s

        | | |
        |---|---|
        | type | %s |
        | source | %s |
        | id | %s |
        | correlation | %s |
        | route | %s |
        %s"""
        .formatted(
            link,
            event.type(),
            event.source(),
            event.id(),
            event.correlationId(),
            work.route(),
            why);
  }

  /** Back from the Temporal UI to the page that says why. */
  private static String console(URI self, Event event) {
    return "| console | [why](" + self.resolve("/console/events/" + event.eid()) + ") |\n";
  }

  private static String clip(String text) {
    String clipped = text;
    while (clipped.getBytes(StandardCharsets.UTF_8).length > SUMMARY_BYTES) {
      clipped = clipped.substring(0, clipped.offsetByCodePoints(clipped.length(), -1));
    }
    return clipped;
  }
}
