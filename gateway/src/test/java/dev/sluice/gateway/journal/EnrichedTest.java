package dev.sluice.gateway.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.gateway.deadletter.Redriving;
import dev.sluice.gateway.event.Event;
import dev.sluice.gateway.journal.Verdict.RunStatus;
import dev.sluice.gateway.route.Planned;
import dev.sluice.gateway.route.Routes;
import dev.sluice.gateway.schema.SchemaCheck;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What a route added to an event outlives restarts and deaths. */
class EnrichedTest {

  private static final JsonNode ADDED = Entries.json("{\"one\":1.10}");

  @TempDir Path folder;
  @RegisterExtension final OpenedJournal opened = new OpenedJournal(() -> folder);

  private static Planned.Work work() {
    return new Planned.Work("order", Entries.start("order-1").action(), ADDED);
  }

  @Test
  void heldWorkHasIt() {
    opened.append(Entries.event("1", "{}"), work());
    assertThat(String.valueOf(opened.next().enriched())).isEqualTo(ADDED.toString());
  }

  @Test
  void aRedriveSeesIt() {
    Event event = Entries.event("1", "{}");
    opened.append(event, work());
    opened.mark(new Outcome.Dead("refusedByEngine", "too large"));
    List<@Nullable JsonNode> seen = new ArrayList<>();
    Redriving redriving =
        new Redriving(
            opened.journal().deadLetters(),
            new Routes() {
              @Override
              public List<Planned> plan(Event planned) {
                throw new AssertionError("Its condition held when it came");
              }

              @Override
              public Planned again(String route, Event again, @Nullable JsonNode enriched) {
                seen.add(enriched);
                return work();
              }
            },
            SchemaCheck.none());

    var letter =
        opened
            .journal()
            .deadLetters()
            .find(new DeadLetter.Id(event.eid(), "order", 1))
            .orElseThrow();
    redriving.redrive(letter, "me").join();

    assertThat(String.valueOf(seen.get(0))).isEqualTo(ADDED.toString());
    assertThat(String.valueOf(opened.next().enriched())).isEqualTo(ADDED.toString());
  }

  @Test
  void aNewAttemptKeepsItsOwn() {
    Event event = Entries.event("1", "{}");
    opened.append(event, work());
    opened.mark(new Outcome.Started("run-1"));
    var run = opened.journal().runs().find("order-1").orElseThrow();
    var end = new RunBook.End(run, "run-1", RunStatus.failed, Instant.EPOCH, null);
    opened.journal().runs().end(List.of(end), route -> Optional.empty()).join();
    JsonNode now = Entries.json("{\"one\":2}");

    opened
        .journal()
        .attempts()
        .begin(
            opened.journal().runs().find("order-1").orElseThrow(),
            opened.journal().find(event.eid()).orElseThrow(),
            new Planned.Work("order", work().action(), now),
            "me")
        .join();

    Held again = opened.next();
    assertThat(again.target().workflowId()).isEqualTo("order-1~2");
    assertThat(String.valueOf(again.enriched())).isEqualTo(now.toString());
  }
}
