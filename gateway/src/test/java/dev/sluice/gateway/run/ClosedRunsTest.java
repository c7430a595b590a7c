package dev.sluice.gateway.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.dispatch.Reply;
import dev.sluice.gateway.journal.Entries;
import dev.sluice.gateway.journal.OpenedJournal;
import dev.sluice.gateway.journal.Outcome;
import dev.sluice.gateway.journal.RunBook.End;
import dev.sluice.gateway.journal.Target;
import dev.sluice.gateway.journal.TestClock;
import dev.sluice.gateway.journal.Verdict.RunStatus;
import dev.sluice.gateway.route.Action;
import dev.sluice.gateway.route.Planned;
import dev.sluice.gateway.run.Visibility.Closed;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class ClosedRunsTest {

  @TempDir Path folder;
  @RegisterExtension final OpenedJournal opened = new OpenedJournal(() -> folder);
  private final TestClock clock = opened.clock();
  private final List<Closed> closed = new ArrayList<>();
  private final AtomicReference<@Nullable String> silent = new AtomicReference<>();
  private ClosedRuns sweep;

  @BeforeEach
  void open() {
    sweep = restarted();
  }

  @Test
  void whatEndedWhileNobodyLookedIsFoundAtOnce() {
    running("order-1", null);
    clock.advance(Duration.ofHours(1));
    closed("order-1", "");
    clock.advance(Duration.ofHours(9));
    sweep = restarted();

    assertThat(found()).containsExactly("order-1");
    assertThat(found()).isEmpty();
  }

  @Test
  void anEndThatCouldNotBeRecordedIsFoundAgain() {
    running("order-1", null);
    clock.advance(Duration.ofHours(1));
    closed("order-1", "");
    clock.advance(Duration.ofMinutes(1));

    sweep.find(
        ends -> {
          throw new IllegalStateException("no disk");
        });
    assertThat(found()).containsExactly("order-1");
  }

  @Test
  void aNamespaceThatCannotBeListedStopsNoOther() {
    running("order-1", "a");
    running("order-2", "b");
    running("order-3", "c");
    closed("order-1", "a");
    closed("order-2", "b");
    closed("order-3", "c");
    silent.set("b");

    assertThat(found()).containsExactlyInAnyOrder("order-1", "order-3");
    silent.set(null);
    assertThat(found()).containsExactly("order-2");
  }

  private ClosedRuns restarted() {
    return new ClosedRuns(
        opened.journal().runs(),
        (namespace, since) -> {
          if (namespace.equals(silent.get())) {
            throw new IllegalStateException("no such namespace");
          }
          return closed.stream()
              .filter(each -> each.target().namespace().equals(namespace))
              .filter(each -> !each.at().isBefore(since));
        },
        target -> new Reply.Absent("asked for nothing"),
        clock);
  }

  private List<String> found() {
    List<String> found = new ArrayList<>();
    sweep.find(
        ends -> {
          for (End end : opened.journal().runs().end(ends, route -> Optional.empty()).join()) {
            found.add(end.run().target().workflowId());
          }
        });
    return found;
  }

  private void running(String workflowId, @Nullable String namespace) {
    var start = new Action.Start(workflowId, namespace, "W", "q", Entries.json("{}"), null, null);
    opened.append(Entries.event(workflowId, "{}"), new Planned.Work("order", start));
    opened.mark(new Outcome.Started("run-of-" + workflowId));
  }

  private void closed(String workflowId, String namespace) {
    closed.add(
        new Closed(
            new Target(workflowId, namespace),
            "run-of-" + workflowId,
            RunStatus.completed,
            clock.instant()));
  }
}
