package dev.sluice.gateway.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.gateway.event.Event;
import dev.sluice.gateway.journal.Appended;
import dev.sluice.gateway.journal.Backlog.Place;
import dev.sluice.gateway.journal.DeadLetter;
import dev.sluice.gateway.journal.DeadLetter.Filter;
import dev.sluice.gateway.journal.Entries;
import dev.sluice.gateway.journal.Held;
import dev.sluice.gateway.journal.Journal;
import dev.sluice.gateway.journal.OpenedJournal;
import dev.sluice.gateway.journal.Outcome;
import dev.sluice.gateway.journal.Redriven;
import dev.sluice.gateway.journal.Redrives.Redrive;
import dev.sluice.gateway.journal.RunBook.End;
import dev.sluice.gateway.journal.RunBook.Run;
import dev.sluice.gateway.journal.Verdict;
import dev.sluice.gateway.journal.Verdict.Kind;
import dev.sluice.gateway.journal.Verdict.RunStatus;
import dev.sluice.gateway.route.Planned;
import dev.sluice.gateway.route.Routes;
import dev.sluice.gateway.schema.SchemaCheck;
import dev.sluice.gateway.schema.SchemaFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Dead letters against a journal, with routes that the test changes as it goes. */
class RedrivingTest {

  @TempDir Path folder;
  @RegisterExtension final OpenedJournal opened = new OpenedJournal(() -> folder);

  private Redriving redriving;
  private final Routes routes =
      new Routes() {
        @Override
        public List<Planned> plan(Event event) {
          return List.of(route.apply(event));
        }

        @Override
        public Planned again(String name, Event event, @Nullable JsonNode enriched) {
          return route.apply(event);
        }
      };
  private final List<Held> heldAgain = new ArrayList<>();
  private Function<Event, Planned> route = event -> broken();

  @BeforeEach
  void open() {
    opened
        .journal()
        .listen(
            new Journal.Listener() {
              @Override
              public void heldAgain(Held work) {
                heldAgain.add(work);
              }
            });
    redriving = new Redriving(opened.journal().deadLetters(), routes, SchemaCheck.none());
  }

  @Test
  void aMendedRouteHoldsTheWorkAgain() {
    DeadLetter letter = letter(keep("1"));
    assertThat(letter.verdict().reason()).isEqualTo("idFailed");

    route = event -> Entries.start("order-1");
    Redriven redriven = redriving.redrive(letter, "anna").join();

    assertThat(redriven).isInstanceOf(Redriven.Again.class);
    assertThat(heldAgain).extracting(work -> work.target().workflowId()).containsExactly("order-1");
    Verdict verdict = verdict(letter.event());
    assertThat(verdict.kind()).isEqualTo(Kind.held);
    assertThat(verdict.workflowId()).isEqualTo("order-1");
    assertThat(opened.journal().runs().find("order-1")).isPresent();
    // As after a crash: what memory does not know is read from the file.
    assertThat(opened.journal().backlog().after(Place.START, 10).orElseThrow().work()).hasSize(1);
    assertThat(letter(letter.event()).acts())
        .extracting(act -> act.by() + " " + act.act() + " " + act.note())
        .containsExactly("anna redrive held");
  }

  @Test
  void whatIsNotAsItsSchemaSaysDoesNotComeInBehindIt() throws Exception {
    DeadLetter letter =
        letter(keep(Entries.event("1", "order.placed", "{\"n\":\"x\"}", null, null)));
    Path schemas = Files.createDirectories(folder.resolve("schemas/order.placed"));
    Files.writeString(
        schemas.resolve("1.json"),
        "{\"type\":\"object\",\"properties\":{\"n\":{\"type\":\"integer\"}}}");
    SchemaCheck check =
        ((SchemaFolder.Loaded.Ready)
                SchemaFolder.load(folder.resolve("schemas"), (text, faults) -> Optional.empty()))
            .schemas();
    route = event -> Entries.start("order-1");

    assertThat(
            new Redriving(opened.journal().deadLetters(), routes, check)
                .redrive(letter, "anna")
                .join())
        .isInstanceOfSatisfying(
            Redriven.StillDead.class,
            dead -> assertThat(dead.reason()).isEqualTo("schemaViolation"));
    assertThat(heldAgain).isEmpty();
  }

  @Test
  void twoWhoRedriveAtOnceHoldItOnce() {
    DeadLetter letter = letter(keep("1"));
    route = event -> Entries.start("order-1");

    assertThat(redriving.redrive(letter, "anna").join()).isInstanceOf(Redriven.Again.class);
    assertThat(redriving.redrive(letter, "ben").join()).isInstanceOf(Redriven.NotDead.class);
    assertThat(heldAgain).hasSize(1);
  }

  @Test
  void whatCannotBeEvaluatedStaysDeadByItsNewReason() {
    DeadLetter letter = letter(keep("1"));
    route = event -> new Planned.Broken("order", "routeGone", "it is gone");

    assertThat(redriving.redrive(letter, "anna").join())
        .isEqualTo(new Redriven.StillDead("routeGone", "it is gone"));
    assertThat(verdict(letter.event()).kind()).isEqualTo(Kind.dead);
    assertThat(verdict(letter.event()).lastError()).isEqualTo("it is gone");
  }

  @Test
  void aConditionThatSaysNoNowMakesItFiltered() {
    DeadLetter letter = letter(keep("1"));
    route = event -> new Planned.Filtered("order");

    assertThat(redriving.redrive(letter, "anna").join()).isInstanceOf(Redriven.Filtered.class);
    assertThat(verdict(letter.event()).kind()).isEqualTo(Kind.filtered);
  }

  @Test
  void aWorkflowIdThatAnotherEventHasClaimedIsNotTaken() {
    Event same = keep(Entries.event("1", "order.placed", "{}", "key-1", null));
    Event other = keep(Entries.event("1", "order.placed", "{\"other\":1}", "key-2", null));
    route = event -> Entries.start("order-1");
    keep(Entries.event("1", "order.placed", "{}", "key-3", null));

    assertThat(redriving.redrive(letter(same), "anna").join())
        .isInstanceOf(Redriven.Duplicate.class);
    assertThat(redriving.redrive(letter(other), "anna").join())
        .isInstanceOfSatisfying(
            Redriven.StillDead.class,
            dead -> assertThat(dead.reason()).isEqualTo("workflowIdConflict"));
    assertThat(heldAgain).isEmpty();
  }

  @Test
  void aLoopOfEventsStaysDead() {
    Event event = keep("0");
    route = each -> Entries.start("order-" + each.id());
    for (int i = 1; i <= Event.MAX_CHAIN + 1; i++) {
      event = keep(Entries.event("c" + i, "order.placed", "{}", null, event.eid().toString()));
    }
    assertThat(verdict(event).reason()).isEqualTo("causationTooLong");

    assertThat(redriving.redrive(letter(event), "anna").join())
        .isInstanceOf(Redriven.StillDead.class);
  }

  @Test
  void aRunThatAPersonSettledByHandDoesNotGoOn() {
    route = event -> Entries.start("order-1");
    Event event = keep("1");
    opened.mark(new Outcome.Started("run-1"));
    Run run = opened.journal().runs().find("order-1").orElseThrow();
    opened
        .journal()
        .runs()
        .end(
            List.of(new End(run, "run-1", RunStatus.terminated, Instant.now(), "terminated: x")),
            route -> Optional.empty())
        .join();
    assertThat(redriving.wouldRedrive(letter(event))).isInstanceOf(Redriven.Again.class);

    settleByHand("order-1");
    assertThat(redriving.redrive(letter(event), "anna").join())
        .isInstanceOfSatisfying(
            Redriven.StillDead.class, dead -> assertThat(dead.reason()).isEqualTo("settled"));
    // What it ended by stays said.
    assertThat(verdict(event).reason()).isEqualTo("runFailed");
    assertThat(verdict(event).lastError()).isEqualTo("terminated: x");
  }

  private void settleByHand(String workflowId) {
    var unused =
        opened
            .database()
            .write(
                connection -> {
                  try (var statement = connection.createStatement()) {
                    statement.executeUpdate(
                        "INSERT INTO tasks (id, workflow_id, state, question, data, choices, tier,"
                            + " created_at, changed_at) VALUES ('t', '"
                            + workflowId
                            + "', 'decided', '?', '{}', '[]', 'x', 0, 0)");
                    return statement.executeUpdate(
                        "UPDATE runs SET task_id = 't' WHERE workflow_id = '" + workflowId + "'");
                  }
                })
            .join();
  }

  @Test
  void aDryRunChangesNothing() {
    DeadLetter letter = letter(keep("1"));
    route = event -> Entries.start("order-1");

    assertThat(redriving.wouldRedrive(letter)).isInstanceOf(Redriven.Again.class);
    assertThat(verdict(letter.event()).kind()).isEqualTo(Kind.dead);
    assertThat(opened.journal().runs().find("order-1")).isEmpty();
    assertThat(letter(letter.event()).acts()).isEmpty();
  }

  @Test
  void aDiscardedOneIsKeptWithWhoAndWhy() {
    DeadLetter letter = letter(keep("1"));

    assertThat(opened.journal().deadLetters().discard(letter, "anna", "a test order").join())
        .isTrue();
    assertThat(opened.journal().deadLetters().discard(letter, "ben", "me too").join()).isFalse();

    DeadLetter discarded = letter(letter.event());
    assertThat(discarded.verdict().kind()).isEqualTo(Kind.discarded);
    assertThat(discarded.acts())
        .extracting(act -> act.by() + ": " + act.note())
        .containsExactly("anna: a test order");
    assertThat(opened.journal().deadLetters().list(Filter.ALL, 10, null).items()).isEmpty();
    assertThat(redriving.redrive(letter, "ben").join()).isInstanceOf(Redriven.NotDead.class);
  }

  @Test
  void whatDiffersOnlyInIdsIsOneGroup() {
    for (int i = 1; i <= 3; i++) {
      int number = i;
      route = event -> new Planned.Broken("order", "idFailed", "order " + number + " has no id");
      keep("e" + i);
    }
    route = event -> new Planned.Broken("order", "conditionFailed", "no total");
    keep("e4");

    assertThat(opened.journal().deadLetters().groups(Filter.ALL))
        .extracting(group -> group.count() + " " + group.reason() + " " + group.error())
        .containsExactly("3 idFailed order # has no id", "1 conditionFailed no total");
  }

  @Test
  void theListGoesOnWhereThePageEnded() {
    List<Event> kept = List.of(keep("1"), keep("2"), keep("3"));

    var first = opened.journal().deadLetters().list(Filter.ALL, 2, null);
    var second = opened.journal().deadLetters().list(Filter.ALL, 2, first.next());
    assertThat(first.items())
        .extracting(letter -> letter.event().eid())
        .containsExactly(kept.get(2).eid(), kept.get(1).eid());
    assertThat(second.items())
        .extracting(letter -> letter.event().eid())
        .containsExactly(kept.get(0).eid());
    assertThat(second.next()).isNull();
  }

  @Test
  void aBulkRedriveSeesToEachLetterOnceAndReports() {
    for (int i = 0; i < 7; i++) {
      keep("e" + i);
    }
    route = event -> event.id().equals("e3") ? broken() : Entries.start("order-" + event.id());
    try (BulkRedriving bulk = new BulkRedriving(opened.journal(), () -> redriving)) {
      assertThat(bulk.dryRun(Filter.ALL).would()).isEqualTo(Map.of("held", 6L, "stillDead", 1L));
      bulk.begin("r1", Filter.ALL, 1_000, "anna").join();
      bulk.start();
      Redrive done = awaitEnd("r1");

      // Repeated, it is the one that is done.
      assertThat(bulk.begin("r1", Filter.ALL, 1_000, "anna").join().endedAt()).isNotNull();
      var report = opened.journal().redrives().report(done);
      assertThat(report.done()).isEqualTo(Map.of("held", 6L, "stillDead", 1L));
      assertThat(report.verdicts()).isEqualTo(Map.of("held", 6L, "dead", 1L));
      assertThat(report.left()).isZero();
    }
    assertThat(heldAgain).hasSize(6);
  }

  @Test
  void aBulkRedriveGoesOnAfterACrashWhereItWas() {
    for (int i = 0; i < 3; i++) {
      keep("e" + i);
    }
    route = event -> Entries.start("order-" + event.id());
    opened.journal().redrives().open("r1", Filter.ALL, 1_000, "anna").join();
    DeadLetter first = opened.journal().deadLetters().after(Filter.ALL, Place.START, 1).get(0);
    redriving.redrive(first, "anna", "r1").join();
    assertThat(opened.journal().redrives().find("r1").orElseThrow().upTo())
        .isEqualTo(first.place());

    try (BulkRedriving bulk = new BulkRedriving(opened.journal(), () -> redriving)) {
      bulk.start();
      Redrive done = awaitEnd("r1");
      assertThat(opened.journal().redrives().report(done).done()).isEqualTo(Map.of("held", 3L));
    }
  }

  private Redrive awaitEnd(String id) {
    return await()
        .until(
            () -> opened.journal().redrives().find(id).orElseThrow(),
            each -> each.endedAt() != null);
  }

  private static Planned broken() {
    return new Planned.Broken("order", "idFailed", "no id");
  }

  private Event keep(String id) {
    return keep(Entries.event(id, "{}"));
  }

  private Event keep(Event event) {
    return ((Appended.Kept) opened.append(event, route.apply(event))).event();
  }

  private DeadLetter letter(Event event) {
    return opened
        .journal()
        .deadLetters()
        .find(new DeadLetter.Id(event.eid(), "order", 1))
        .orElseThrow();
  }

  private Verdict verdict(Event event) {
    return opened.journal().find(event.eid()).orElseThrow().verdicts().get(0);
  }
}
