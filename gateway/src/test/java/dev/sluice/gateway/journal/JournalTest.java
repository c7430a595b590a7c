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
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {

  @TempDir Path folder;
  @RegisterExtension final OpenedJournal opened = new OpenedJournal(() -> folder);
  private final TestClock clock = opened.clock();
  private final SimpleMeterRegistry meters = opened.meters();

  @Test
  void anEventComesBackAsItWasKept() {
    Event event = event("1", "{\"total\":12.10}");
    opened.append(event);

    StoredEvent stored = opened.journal().find(event.eid()).orElseThrow();
    assertThat(stored.event())
        .usingRecursiveComparison()
        .ignoringFields("data.json")
        .isEqualTo(event);
    assertThat(stored.event().data().json()).hasToString("{\"total\":12.10}");
    assertThat(stored.acceptedAt()).isEqualTo(clock.instant());
    assertThat(stored.verdicts()).extracting(Verdict::kind).containsExactly(Kind.unmatched);
    assertThat(opened.journal().find(UUID.randomUUID())).isEmpty();
  }

  @Test
  void ofAThousandIdenticalEventsAtOnceOneIsKept() {
    List<CompletableFuture<Appended>> answers =
        IntStream.range(0, 1_000)
            .parallel()
            .mapToObj(i -> opened.journal().append(entry(event("same", "{}"), start("order-1"))))
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
    assertThat(opened.journal().backlog().size().count()).isEqualTo(1);
    assertThat(meters.get("sluice.journal.commit").timer().count()).isLessThan(1_000);
  }

  @Test
  void theSameIdentityWithOtherContentIsAConflict() {
    Event first = event("1", "{\"a\":1}");
    opened.append(first);

    assertThat(opened.append(event("1", "{\"a\":2}")))
        .isInstanceOfSatisfying(
            Conflict.class, conflict -> assertThat(conflict.firstEid()).isEqualTo(first.eid()));
  }

  @Test
  void anIdempotencyKeyTakesThePlaceOfTheIdAndIsItsCallersOwn() {
    Event first = event("1", "order.placed", "{}", "key", null);
    Event again = event("1", "order.placed", "{}", "key", null);
    opened.append(first);

    assertThat(opened.append(again)).isInstanceOf(Duplicate.class);
    assertThat(opened.journal().append(new Entry(again, "other", List.of())).join())
        .isInstanceOf(Kept.class);
  }

  @Test
  void anIdentityIsFreeAgainAfterTheWindow() {
    opened.append(event("1", "{\"a\":1}"), start("order-1"));
    clock.advance(Duration.ofDays(30));

    Appended later = opened.append(event("1", "{\"a\":2}"), start("order-1"));
    assertThat(kinds(later)).containsExactly(Kind.held);
  }

  @Test
  void aSecondEventWithTheWorkflowIdIsADuplicateOfTheFirstWithItsRun() {
    Kept first = (Kept) opened.append(event("1", "{}"), start("order-1"));
    Kept second =
        (Kept) opened.append(withSubjectOf(event("2", "{}"), first.event()), start("order-1"));
    assertThat(kinds(second)).containsExactly(Kind.duplicate);

    opened.mark(new Outcome.Started("run-1"));
    Verdict duplicate = only(second.event());
    assertThat(duplicate.runId()).isEqualTo("run-1");
    assertThat(duplicate.status()).isEqualTo(RunStatus.running);
  }

  @Test
  void aSecondEventWithTheWorkflowIdAndOtherContentIsADeadLetter() {
    opened.append(event("1", "{\"a\":1}"), start("order-1"));
    Kept second = (Kept) opened.append(event("2", "{\"a\":2}"), start("order-1"));

    assertThat(second.verdicts().get(0).reason()).isEqualTo(Reasons.WORKFLOW_ID_CONFLICT);
    assertThat(only(second.event()).kind()).isEqualTo(Kind.dead);
  }

  @Test
  void aDeadLetterReleasesItsWorkflowId() {
    opened.append(event("1", "{\"a\":1}"), start("order-1"));
    opened.mark(new Outcome.Dead("refusedByEngine", "too big"));

    Appended second = opened.append(event("2", "{\"a\":2}"), start("order-1"));
    assertThat(kinds(second)).containsExactly(Kind.held);
  }

  @Test
  void whatIsHeldSurvivesARestartInOrderWithItsHistory() {
    for (int i = 1; i <= 5; i++) {
      opened.append(event("" + i, "{}"), start("order-" + i));
    }
    opened.mark(new Outcome.HeldOn(Reasons.ENGINE_UNAVAILABLE, "refused", clock.instant()));
    opened.reopen();

    Backlog.Piece first = opened.journal().backlog().after(Place.START, 3).orElseThrow();
    Backlog.Piece rest = opened.journal().backlog().after(first.upTo(), 3).orElseThrow();
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
    opened.append(cause, start("order-0"));
    for (int i = 1; i <= 33; i++) {
      cause = event("" + i, "order.again", "{}", null, cause.eid().toString());
      Appended last = opened.append(cause, start("order-" + i));
      assertThat(kinds(last)).containsExactly(i <= 32 ? Kind.held : Kind.dead);
    }
    assertThat(only(cause).reason()).isEqualTo(Reasons.CAUSATION_TOO_LONG);
    assertThat(opened.journal().find(cause.eid()).orElseThrow().event().chain()).isEqualTo(33);
  }

  @Test
  void eventsAreListedNewestFirstByPages() {
    for (int i = 1; i <= 5; i++) {
      opened.append(event("" + i, "order.placed", "{}", null, null));
    }
    Page<StoredEvent> first = opened.journal().events(query("order.*", null, 2, null));
    Page<StoredEvent> second = opened.journal().events(query("order.*", null, 2, first.next()));
    Page<StoredEvent> third = opened.journal().events(query("order.*", null, 2, second.next()));

    assertThat(ids(first)).containsExactly("5", "4");
    assertThat(ids(second)).containsExactly("3", "2");
    assertThat(ids(third)).containsExactly("1");
    assertThat(third.next()).isNull();
    assertThatThrownBy(() -> opened.journal().events(query(null, null, 2, "nonsense")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aStarInATypeIsOneSegmentAndTwoAreAny() {
    for (String type : List.of("order", "order.placed", "order.placed.late", "orders.placed")) {
      opened.append(event(type, type, "{}", null, null));
    }
    assertThat(ids(opened.journal().events(query("order.*", null, 10, null))))
        .containsExactly("order.placed");
    assertThat(ids(opened.journal().events(query("order.**", null, 10, null))))
        .containsExactly("order.placed.late", "order.placed", "order");
    assertThat(ids(opened.journal().events(query("*.placed", null, 10, null))))
        .containsExactly("orders.placed", "order.placed");
    assertThat(ids(opened.journal().events(query("**", null, 10, null)))).hasSize(4);
  }

  @Test
  void eventsAreFoundByVerdictAndByCorrelation() {
    Event first = event("1", "{}");
    opened.append(first, start("order-1"), new Planned.Filtered("other"));
    opened.append(event("2", "order.reserved", "{}", null, first.eid().toString()));

    for (Kind kind : List.of(Kind.held, Kind.filtered)) {
      assertThat(ids(opened.journal().events(query(null, kind, 10, null)))).containsExactly("1");
    }
    assertThat(ids(opened.journal().events(query(null, Kind.unmatched, 10, null))))
        .containsExactly("2");
    assertThat(ids(opened.journal().events(query(null, Kind.dead, 10, null)))).isEmpty();
    assertThat(ids(opened.journal().events(correlated("correlated")))).containsExactly("2");
    assertThat(ids(opened.journal().events(correlated(first.eid().toString()))))
        .containsExactly("1");
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
    return Journal.open(opened.database(), opened.config(), opened.meters());
  }

  @Test
  void aDeadSignalKeepsTheClaimOfItsEventsStart() {
    Event both = event("1", "{}");
    Planned signal = Entries.signal("order-1", new Action.IfAbsent.Dead());
    opened.append(both, start("order-1"), signal);
    Held dead = opened.journal().backlog().after(Place.START, 2).orElseThrow().work().get(1);
    opened.journal().backlog().mark(dead, new Outcome.Dead(Reasons.WORKFLOW_ABSENT, null)).join();

    Event other = event("2", "{\"other\":1}");
    assertThat(kinds(opened.append(other, start("order-1")))).containsExactly(Kind.dead);
    assertThat(only(other).reason()).isEqualTo(Reasons.WORKFLOW_ID_CONFLICT);
  }

  @Test
  void anAppendThatCannotBeWrittenIsNotAcknowledged() {
    opened.close();
    assertThatThrownBy(() -> opened.append(event("1", "{}")))
        .hasCauseInstanceOf(JournalUnavailable.class);
  }

  private Verdict only(Event event) {
    List<Verdict> verdicts = opened.journal().find(event.eid()).orElseThrow().verdicts();
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
