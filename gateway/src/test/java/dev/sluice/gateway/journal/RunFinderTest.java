package dev.sluice.gateway.journal;

import static dev.sluice.gateway.journal.Entries.event;
import static dev.sluice.gateway.journal.Entries.start;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.journal.RunBook.Run;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class RunFinderTest {

  @TempDir Path folder;
  @RegisterExtension final OpenedJournal opened = new OpenedJournal(() -> folder);

  private RunFinder finder() {
    return new RunFinder(opened.database());
  }

  private Run started(String event, String runId) {
    opened.append(event(event, "{\"of\":" + event + "}"), start("order-1"));
    opened.mark(new Outcome.Started(runId));
    return finder().find("order-1", null, runId).orElseThrow().run();
  }

  @Test
  void anEarlierRunOfTheSameIdIsFoundByItsRunId() {
    Run first = started("1", "run-1");
    assertThat(finder().find("order-1", null, null).orElseThrow().isNewest()).isTrue();
    opened.journal().runs().lose(first, "its server is gone").join();
    Run second = started("2", "run-2");

    RunFinder.Found earlier = finder().find("order-1", "", "run-1").orElseThrow();
    assertThat(earlier.run().runId()).isEqualTo("run-1");
    assertThat(earlier.run().eid()).isEqualTo(first.eid());
    assertThat(earlier.isNewest()).isFalse();
    RunFinder.Found newest = finder().find("order-1", null, null).orElseThrow();
    assertThat(newest.run()).isEqualTo(second);
    assertThat(newest.isNewest()).isTrue();
    assertThat(finder().find("order-1", "", "a run that was reset").orElseThrow().run())
        .isEqualTo(second);
    assertThat(finder().find("order-1", "elsewhere", "run-1")).isEmpty();
    assertThat(finder().find("order-2", null, null)).isEmpty();
  }

  @Test
  void theAttemptsAreThoseOfOneEventOnOneRoute() {
    Run first = started("1", "run-1");
    opened.journal().runs().lose(first, "its server is gone").join();
    started("2", "run-2");
    assertThat(finder().attempts(first)).extracting(Run::runId).containsExactly("run-1");
  }
}
