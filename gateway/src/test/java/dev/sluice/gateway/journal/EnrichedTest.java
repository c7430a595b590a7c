package dev.sluice.gateway.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.gateway.deadletter.Redriving;
import dev.sluice.gateway.event.Event;
import dev.sluice.gateway.journal.Verdict.RunStatus;
import dev.sluice.gateway.route.Planned;
import dev.sluice.gateway.route.Routes;
import dev.sluice.gateway.schema.SchemaCheck;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a route added to an event outlives restarts and deaths. */
class EnrichedTest {

  private static final JsonNode ADDED = Entries.json("{\"one\":1.10}");

  @TempDir Path folder;
  private Database database;
  private Journal journal;

  @BeforeEach
  void open() {
    var meters = new SimpleMeterRegistry();
    database = Database.open("jdbc:sqlite:" + folder.resolve("journal.db"), meters);
    journal =
        Journal.open(
            database, new JournalConfig(folder, Clock.systemUTC(), Duration.ofDays(1)), meters);
  }

  @AfterEach
  void close() {
    database.close();
  }

  private static Planned.Work work() {
    return new Planned.Work("order", Entries.start("order-1").action(), ADDED);
  }

  @Test
  void heldWorkHasIt() {
    journal.append(Entries.entry(Entries.event("1", "{}"), work())).join();
    Held held = journal.backlog().after(Backlog.Place.START, 10).orElseThrow().work().get(0);
    assertThat(String.valueOf(held.enriched())).isEqualTo(ADDED.toString());
  }

  @Test
  void aRedriveSeesIt() {
    Event event = Entries.event("1", "{}");
    journal.append(Entries.entry(event, work())).join();
    Held held = journal.backlog().after(Backlog.Place.START, 10).orElseThrow().work().get(0);
    journal.backlog().mark(held, new Outcome.Dead("refusedByEngine", "too large")).join();
    List<@Nullable JsonNode> seen = new ArrayList<>();
    Redriving redriving =
        new Redriving(
            journal.deadLetters(),
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
        journal.deadLetters().find(new DeadLetter.Id(event.eid(), "order", 1)).orElseThrow();
    redriving.redrive(letter, "me").join();

    assertThat(String.valueOf(seen.get(0))).isEqualTo(ADDED.toString());
    Held again = journal.backlog().after(Backlog.Place.START, 10).orElseThrow().work().get(0);
    assertThat(String.valueOf(again.enriched())).isEqualTo(ADDED.toString());
  }

  @Test
  void aNewAttemptKeepsItsOwn() {
    Event event = Entries.event("1", "{}");
    journal.append(Entries.entry(event, work())).join();
    Held held = journal.backlog().after(Backlog.Place.START, 10).orElseThrow().work().get(0);
    journal.backlog().mark(held, new Outcome.Started("run-1")).join();
    var run = journal.runs().find("order-1").orElseThrow();
    var end = new RunBook.End(run, "run-1", RunStatus.failed, Instant.EPOCH, null);
    journal.runs().end(List.of(end), route -> Optional.empty()).join();
    JsonNode now = Entries.json("{\"one\":2}");

    journal
        .attempts()
        .begin(
            journal.runs().find("order-1").orElseThrow(),
            journal.find(event.eid()).orElseThrow(),
            new Planned.Work("order", work().action(), now),
            "me")
        .join();

    Held again = journal.backlog().after(Backlog.Place.START, 10).orElseThrow().work().get(0);
    assertThat(again.target().workflowId()).isEqualTo("order-1~2");
    assertThat(String.valueOf(again.enriched())).isEqualTo(now.toString());
  }
}
