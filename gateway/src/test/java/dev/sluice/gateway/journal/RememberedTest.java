package dev.sluice.gateway.journal;

import static dev.sluice.gateway.journal.Entries.entry;
import static dev.sluice.gateway.journal.Entries.event;
import static dev.sluice.gateway.journal.Entries.start;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.gateway.TestGateway;
import dev.sluice.gateway.edge.Http.Answer;
import dev.sluice.gateway.event.Event;
import dev.sluice.gateway.journal.Appended.Conflict;
import dev.sluice.gateway.journal.Appended.Duplicate;
import dev.sluice.gateway.journal.Appended.Kept;
import dev.sluice.gateway.journal.Backlog.Place;
import dev.sluice.gateway.journal.RunBook.End;
import dev.sluice.gateway.journal.Verdict.Kind;
import dev.sluice.gateway.journal.Verdict.RunStatus;
import dev.sluice.gateway.route.Planned;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events are kept for ten days here, and what they have taken for thirty. */
class RememberedTest {

  private static final Duration KEEP = Duration.ofDays(10);
  private static final Duration WINDOW = Duration.ofDays(30);

  private static final String ROUTES = "routes: [{name: a, on: none, publish: {type: b.c}}]\n";
  private static final String PLACED =
      "{\"type\":\"a.b\",\"id\":\"1\",\"source\":\"/shop\",\"data\":{\"n\":7}}";

  @TempDir Path folder;
  private final TestClock clock = new TestClock(Instant.parse("2026-11-21T09:00:00Z"));
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private Database database;
  private Journal journal;

  @BeforeEach
  void open() {
    database = Database.open(url(), meters);
    journal = Journal.open(database, new JournalConfig(folder, clock, WINDOW), meters);
  }

  private String url() {
    return "jdbc:sqlite:" + folder.resolve("sluice.db");
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void aRepeatOfAForgottenEventIsItsDuplicateByItsName() {
    Event first = event("1", "{}");
    append(first);
    forgetAll();

    assertThat(append(event("1", "{}")))
        .isInstanceOfSatisfying(
            Duplicate.class,
            duplicate -> {
              assertThat(duplicate.first().event().eid()).isEqualTo(first.eid());
              assertThat(duplicate.first().event().id()).isEqualTo("1");
              assertThat(duplicate.first().verdicts()).isEmpty();
            });
    assertThat(append(event("1", "{\"other\":1}")))
        .isInstanceOfSatisfying(
            Conflict.class, conflict -> assertThat(conflict.firstEid()).isEqualTo(first.eid()));
  }

  @Test
  void soItIsAfterARestart() {
    append(event("1", "{}"));
    forgetAll();
    close();
    open();
    assertThat(append(event("1", "{}"))).isInstanceOf(Duplicate.class);
  }

  @Test
  void itsNameIsFreeWhenTheWindowIsOver() {
    append(event("1", "{}"), start("order-1"));
    over("run-1");
    forgetAll();
    clock.advance(WINDOW);
    assertThat(append(event("1", "{}"), start("order-1"))).isInstanceOf(Kept.class);
    forget();
    assertThat(rows("remembered_identities")).isZero();
    assertThat(rows("remembered_claims")).isZero();
  }

  @Test
  void itsWorkflowIdStaysTaken() {
    append(event("1", "{}"), start("order-1"));
    over("run-1");
    forgetAll();
    assertThat(journal.runs().find("order-1")).isEmpty();

    Event sameContent = event("1", "order.placed", "{}", "a-key-of-its-own", null);
    Verdict same = kept(append(sameContent, start("order-1")));
    assertThat(same.kind()).isEqualTo(Kind.duplicate);
    assertThat(same.runId()).isEqualTo("run-1");
    Verdict other = kept(append(event("3", "{\"other\":1}"), start("order-1")));
    assertThat(other.reason()).isEqualTo(Reasons.WORKFLOW_ID_CONFLICT);
    assertThat(journal.backlog().after(Place.START, 10).orElseThrow().work()).isEmpty();
  }

  @Test
  void whatReleasedItsClaimHasNone() {
    append(event("1", "{}"), start("order-1"));
    mark(new Outcome.Dead("some reason", null));
    forgetAll();
    assertThat(kept(append(event("2", "{}"), start("order-1"))).kind()).isEqualTo(Kind.held);
  }

  @Test
  void nothingIsRememberedOfWhatIsFreeAnyway() {
    append(event("1", "{}"), start("order-1"));
    over("run-1");
    clock.advance(WINDOW);
    append(event("newest", "{}"));
    assertThat(forget()).isEqualTo(1);
    assertThat(rows("remembered_identities") + rows("remembered_claims")).isZero();
    assertThat(journal.remembered().isAny()).isFalse();
  }

  @Test
  void theChainStaysWhole() {
    try (Audit audit = Audit.start(database, new JournalConfig(folder, clock, WINDOW))) {
      for (int i = 0; i < 5; i++) {
        append(event("e" + i, "{}"), start("order-" + i));
        over("run-" + i);
      }
      forgetAll();
      for (int i = 0; i < 5; i++) {
        assertThat(append(event("e" + i, "{}"), start("order-" + i))).isInstanceOf(Duplicate.class);
      }
    }
    close();
    var report = Audit.check(url(), folder);
    assertThat(report.isWhole()).as(report::toString).isTrue();
  }

  @Test
  void theAnswerToARepeatIsTheFirstsAlsoWhenItIsForgotten() {
    close();
    String first;
    try (TestGateway gateway = TestGateway.start(folder, ROUTES, clock)) {
      first = gateway.http().post("/v1/events", PLACED).json().get("eid").asText();
    }
    open();
    forgetAll();
    close();
    try (TestGateway gateway = TestGateway.start(folder, ROUTES, clock)) {
      Answer again = gateway.http().post("/v1/events", PLACED);
      assertThat(again.status()).isEqualTo(202);
      JsonNode receipt = again.json();
      assertThat(receipt.get("eid").asText()).isEqualTo(first);
      assertThat(receipt.get("duplicate").asBoolean()).isTrue();
      assertThat(receipt.get("id").asText()).isEqualTo("1");
      assertThat(gateway.http().get("/v1/events/" + first).problem()).isEqualTo("no-such-event");
      Answer other = gateway.http().post("/v1/events", PLACED.replace("7", "8"));
      assertThat(other.problem()).isEqualTo("identity-conflict");
      assertThat(other.json().get("firstEid").asText()).isEqualTo(first);
    }
  }

  /** All but the newest, which stays for the journal's order. */
  private void forgetAll() {
    clock.advance(KEEP.plusSeconds(1));
    append(event("newest", "{}"));
    assertThat(forget()).isPositive();
  }

  private int forget() {
    try (Forgetting forgetting = new Forgetting(database, journal, clock, () -> KEEP, meters)) {
      return forgetting.now();
    }
  }

  private void over(String runId) {
    Held work = journal.backlog().after(Place.START, 1).orElseThrow().work().get(0);
    journal.backlog().mark(work, new Outcome.Started(runId)).join();
    RunBook.Run run = journal.runs().find(work.target().workflowId()).orElseThrow();
    journal
        .runs()
        .end(
            List.of(new End(run, runId, RunStatus.completed, clock.instant(), null)),
            route -> Optional.empty())
        .join();
  }

  private void mark(Outcome outcome) {
    Held work = journal.backlog().after(Place.START, 1).orElseThrow().work().get(0);
    journal.backlog().mark(work, outcome).join();
  }

  private static Verdict kept(Appended appended) {
    return ((Kept) appended).verdicts().get(0);
  }

  private Appended append(Event event, Planned... planned) {
    return journal.append(entry(event, planned)).join();
  }

  private int rows(String table) {
    return database.read(
        connection -> {
          try (var statement = connection.createStatement();
              var rows = statement.executeQuery("SELECT count(*) FROM " + table)) {
            rows.next();
            return rows.getInt(1);
          }
        });
  }
}
