package dev.sluice.gateway.console;

import dev.sluice.gateway.journal.Refused;
import dev.sluice.gateway.source.Source;
import java.util.List;

/** Who may deliver, and what was not let in. Who may not operate is not shown the latter. */
record SourcesView(Frame frame, List<One> sources, List<Refused> refusals) {

  /** One source with its last refusals. */
  record One(Source source, List<Refused> refusals) {}
}
