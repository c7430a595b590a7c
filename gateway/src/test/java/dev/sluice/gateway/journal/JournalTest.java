package dev.sluice.gateway.journal;

import static dev.sluice.gateway.journal.Entries.entry;
import static dev.sluice.gateway.journal.Entries.event;
import static dev.sluice.gateway.journal.Entries.start;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.gateway.event.Event;
import dev.sluice.gateway.journal.Appended.Conflict;
import dev.sluice.gateway.journal.Appended.Duplicate;
import dev.sluice.gateway.journal.Appended.Kept;
import dev.sluice.gateway.journal.Backlog.Place;
import dev.sluice.gateway.journal.Verdict.Kind;
import dev.sluice.gateway.journal.Verdict.RunStatus;
import dev.sluice.gateway.route.Action;
import dev.sluice.gateway.route.Planned;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {

  @TempDir Path folder;
  private final TestClock clock = new TestClock(Instant.parse("2026-11-21T09:00:00Z"));
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private Database database;
  private Journal journal;

  @BeforeEach
  void open() {
    database = Database.open("jdbc:sqlite:" + folder.resolve("journal.db"), meters);
    journal = Journal.open(database, new JournalConfig(folder, clock, Duration.ofDays(30)), meters);
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void anEventComesBackAsItWasKept() {
    Event event = event("1", "{\"total\":12.10}");
    journal.append(entry(event)).join();

    StoredEvent stored = journal.find(event.eid()).orElseThrow();
    assertThat(stored.event())
        .usingRecursiveComparison()
        .ignoringFields("data.json")
        .isEqualTo(event);
    assertThat(stored.event().data().json()).hasToString("{\"total\":12.10}");
    assertThat(stored.acceptedAt()).isEqualTo(clock.instant());
    assertThat(stored.verdicts()).extracting(Verdict::kind).containsExactly(Kind.unmatched);
    assertThat(journal.find(UUID.randomUUID())).isEmpty();
  }

  @Test
  void ofAThousandIdenticalEventsAtOnceOneIsKept() {
    List<CompletableFuture<Appended>> answers =
        IntStream.range(0, 1_000)
            .parallel()
            .mapToObj(i -> journal.append(entry(event("same", "{}"), start("order-1"))))
            .toList();

    List<Appended> appended = answers.stream().map(CompletableFuture::join).toList();
    List<Kept> kept =
        appended.stream().filter(Kept.class::isInstance).map(Kept.class::cast).toList();
    assertThat(kept).hasSize(1);
    assertThat(appended)
        .filteredOn(Duplicate.class::isInstance)
        .hasSize(999)
        .allSatisfy(
            answer ->
                assertThat(((Duplicate) answer).first().event().eid())
                    .isEqualTo(kept.get(0).event().eid()));
    assertThat(journal.backlog().size().count()).isEqualTo(1);
    assertThat(meters.get("sluice.journal.commit").timer().count()).isLessThan(1_000);
  }

  @Test
  void theSameIdentityWithOtherContentIsAConflict() {
    Event first = event("1", "{\"a\":1}");
    journal.append(entry(first)).join();

    assertThat(journal.append(entry(event("1", "{\"a\":2}"))).join())
        .isInstanceOfSatisfying(
            Conflict.class, conflict -> assertThat(conflict.firstEid()).isEqualTo(first.eid()));
  }

  @Test
  void anIdempotencyKeyTakesThePlaceOfTheIdAndIsItsCallersOwn() {
    Event first = event("1", "order.placed", "{}", "key", null);
    Event again = event("1", "order.placed", "{}", "key", null);
    journal.append(entry(first)).join();

    assertThat(journal.append(entry(again)).join()).isInstanceOf(Duplicate.class);
    assertThat(journal.append(new Entry(again, "other", List.of())).join())
        .isInstanceOf(Kept.class);
  }

  @Test
  void anIdentityIsFreeAgainAfterTheWindow() {
    journal.append(entry(event("1", "{\"a\":1}"), start("order-1"))).join();
    clock.advance(Duration.ofDays(30));

    Appended later = journal.append(entry(event("1", "{\"a\":2}"), start("order-1"))).join();
    assertThat(kinds(later)).containsExactly(Kind.held);
  }

  @Test
  void aSecondEventWithTheWorkflowIdIsADuplicateOfTheFirstWithItsRun() {
    Kept first = (Kept) journal.append(entry(event("1", "{}"), start("order-1"))).join();
    Kept second =
        (Kept)
            journal
                .append(entry(withSubjectOf(event("2", "{}"), first.event()), start("order-1")))
                .join();
    assertThat(kinds(second)).containsExactly(Kind.duplicate);

    mark(new Outcome.Started("run-1"));
    Verdict duplicate = only(second.event());
    assertThat(duplicate.runId()).isEqualTo("run-1");
    assertThat(duplicate.status()).isEqualTo(RunStatus.running);
  }

  @Test
  void aSecondEventWithTheWorkflowIdAndOtherContentIsADeadLetter() {
    journal.append(entry(event("1", "{\"a\":1}"), start("order-1"))).join();
    Kept second = (Kept) journal.append(entry(event("2", "{\"a\":2}"), start("order-1"))).join();

    assertThat(second.verdicts().get(0).reason()).isEqualTo(Reasons.WORKFLOW_ID_CONFLICT);
    assertThat(only(second.event()).kind()).isEqualTo(Kind.dead);
  }

  @Test
  void aDeadLetterReleasesItsWorkflowId() {
    journal.append(entry(event("1", "{\"a\":1}"), start("order-1"))).join();
    mark(new Outcome.Dead("refusedByEngine", "too big"));

    Appended second = journal.append(entry(event("2", "{\"a\":2}"), start("order-1"))).join();
    assertThat(kinds(second)).containsExactly(Kind.held);
  }

  @Test
  void whatIsHeldSurvivesARestartInOrderWithItsHistory() {
    for (int i = 1; i <= 5; i++) {
      journal.append(entry(event("" + i, "{}"), start("order-" + i))).join();
    }
    mark(new Outcome.HeldOn(Reasons.ENGINE_UNAVAILABLE, "refused", clock.instant()));
    database.close();
    open();

    Backlog.Piece first = journal.backlog().after(Place.START, 3).orElseThrow();
    Backlog.Piece rest = journal.backlog().after(first.upTo(), 3).orElseThrow();
    assertThat(first.work())
        .extracting(held -> held.target().workflowId())
        .containsExactly("order-1", "order-2", "order-3");
    assertThat(rest.work())
        .extracting(held -> held.target().workflowId())
        .containsExactly("order-4", "order-5");
    assertThat(first.work().get(0).attempts()).isEqualTo(1);
    assertThat(rest.last()).isTrue();
  }

  @Test
  void anEndlessChainOfCausesIsADeadLetter() {
    Event cause = event("0", "{}");
    journal.append(entry(cause, start("order-0"))).join();
    for (int i = 1; i <= 33; i++) {
      cause = event("" + i, "order.again", "{}", null, cause.eid().toString());
      Appended last = journal.append(entry(cause, start("order-" + i))).join();
      assertThat(kinds(last)).containsExactly(i <= 32 ? Kind.held : Kind.dead);
    }
    assertThat(only(cause).reason()).isEqualTo(Reasons.CAUSATION_TOO_LONG);
    assertThat(journal.find(cause.eid()).orElseThrow().event().chain()).isEqualTo(33);
  }

  @Test
  void eventsAreListedNewestFirstByPages() {
    for (int i = 1; i <= 5; i++) {
      journal.append(entry(event("" + i, "order.placed", "{}", null, null))).join();
    }
    Page<StoredEvent> first = journal.events(query("order.*", null, 2, null));
    Page<StoredEvent> second = journal.events(query("order.*", null, 2, first.next()));
    Page<StoredEvent> third = journal.events(query("order.*", null, 2, second.next()));

    assertThat(ids(first)).containsExactly("5", "4");
    assertThat(ids(second)).containsExactly("3", "2");
    assertThat(ids(third)).containsExactly("1");
    assertThat(third.next()).isNull();
    assertThatThrownBy(() -> journal.events(query(null, null, 2, "nonsense")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aStarInATypeIsOneSegmentAndTwoAreAny() {
    for (String type : List.of("order", "order.placed", "order.placed.late", "orders.placed")) {
      journal.append(entry(event(type, type, "{}", null, null))).join();
    }
    assertThat(ids(journal.events(query("order.*", null, 10, null))))
        .containsExactly("order.placed");
    assertThat(ids(journal.events(query("order.**", null, 10, null))))
        .containsExactly("order.placed.late", "order.placed", "order");
    assertThat(ids(journal.events(query("*.placed", null, 10, null))))
        .containsExactly("orders.placed", "order.placed");
    assertThat(ids(journal.events(query("**", null, 10, null)))).hasSize(4);
  }

  @Test
  void eventsAreFoundByVerdictAndByCorrelation() {
    Event first = event("1", "{}");
    journal.append(entry(first, start("order-1"), new Planned.Filtered("other"))).join();
    journal.append(entry(event("2", "order.reserved", "{}", null, first.eid().toString()))).join();

    for (Kind kind : List.of(Kind.held, Kind.filtered)) {
      assertThat(ids(journal.events(query(null, kind, 10, null)))).containsExactly("1");
    }
    assertThat(ids(journal.events(query(null, Kind.unmatched, 10, null)))).containsExactly("2");
    assertThat(ids(journal.events(query(null, Kind.dead, 10, null)))).isEmpty();
    assertThat(ids(journal.events(correlated("correlated")))).containsExactly("2");
    assertThat(ids(journal.events(correlated(first.eid().toString())))).containsExactly("1");
  }

  @Test
  void theKeyForContentHashesIsItsOwnersOnly() throws Exception {
    assertThat(Files.getPosixFilePermissions(folder.resolve("content.key")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void withoutItsKeyAJournalThatHasEventsIsNotOpened() throws Exception {
    Path key = folder.resolve("content.key");
    byte[] bytes = Files.readAllBytes(key);
    Files.delete(key);
    Journal empty = reopened();
    assertThat(Files.readAllBytes(key)).hasSize(32).isNotEqualTo(bytes);
    empty.append(entry(event("1", "{}"))).join();
    Files.delete(key);

    assertThatThrownBy(this::reopened)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(key.toString())
        .hasMessageContaining("Restore");
    assertThat(key).doesNotExist();
  }

  private Journal reopened() {
    return Journal.open(
        database, new JournalConfig(folder, clock, Duration.ofDays(30)), new SimpleMeterRegistry());
  }

  @Test
  void aDeadSignalKeepsTheClaimOfItsEventsStart() {
    Event both = event("1", "{}");
    Planned signal = Entries.signal("order-1", new Action.IfAbsent.Dead());
    journal.append(entry(both, start("order-1"), signal)).join();
    Held dead = journal.backlog().after(Place.START, 2).orElseThrow().work().get(1);
    journal.backlog().mark(dead, new Outcome.Dead(Reasons.WORKFLOW_ABSENT, null)).join();

    Event other = event("2", "{\"other\":1}");
    assertThat(kinds(journal.append(entry(other, start("order-1"))).join()))
        .containsExactly(Kind.dead);
    assertThat(only(other).reason()).isEqualTo(Reasons.WORKFLOW_ID_CONFLICT);
  }

  @Test
  void anAppendThatCannotBeWrittenIsNotAcknowledged() {
    database.close();
    assertThatThrownBy(() -> journal.append(entry(event("1", "{}"))).join())
        .hasCauseInstanceOf(JournalUnavailable.class);
  }

  private void mark(Outcome outcome) {
    Held work = journal.backlog().after(Place.START, 1).orElseThrow().work().get(0);
    journal.backlog().mark(work, outcome).join();
  }

  private Verdict only(Event event) {
    List<Verdict> verdicts = journal.find(event.eid()).orElseThrow().verdicts();
    assertThat(verdicts).hasSize(1);
    return verdicts.get(0);
  }

  private static List<Kind> kinds(Appended appended) {
    assertThat(appended).isInstanceOf(Kept.class);
    return ((Kept) appended).verdicts().stream().map(Verdict::kind).toList();
  }

  private static List<String> ids(Page<StoredEvent> page) {
    return page.items().stream().map(stored -> stored.event().id()).toList();
  }

  /** The subject is content, so an equal event under another id needs the same. */
  private static Event withSubjectOf(Event event, Event other) {
    return new Event(
        event.eid(),
        event.id(),
        event.source(),
        event.type(),
        other.subject(),
        event.time(),
        null,
        event.correlationId(),
        null,
        0,
        null,
        null,
        5,
        "1",
        null,
        null,
        List.of(),
        java.util.Map.of(),
        event.data());
  }

  private static EventQuery query(
      @Nullable String type, @Nullable Kind kind, int limit, @Nullable String cursor) {
    return new EventQuery(type, null, null, null, null, kind, null, null, null, limit, cursor);
  }

  private static EventQuery correlated(String correlation) {
    return new EventQuery(null, null, null, null, correlation, null, null, null, null, 10, null);
  }
}
