package dev.sluice.gateway.journal;

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
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Events are kept for ten days here, and what they have taken for thirty. */
class RememberedTest {

  private static final Duration KEEP = Duration.ofDays(10);
  private static final Duration WINDOW = JournalConfig.DEFAULT_IDENTITY_WINDOW;

  private static final String ROUTES = "routes: [{name: a, on: none, publish: {type: b.c}}]\n";
  private static final String PLACED =
      "{\"type\":\"a.b\",\"id\":\"1\",\"source\":\"/shop\",\"data\":{\"n\":7}}";

  @TempDir Path folder;
  @RegisterExtension final OpenedJournal opened = new OpenedJournal(() -> folder);
  private final TestClock clock = opened.clock();

  @Test
  void aRepeatOfAForgottenEventIsItsDuplicateByItsName() {
    Event first = event("1", "{}");
    opened.append(first);
    forgetAll();

    assertThat(opened.append(event("1", "{}")))
        .isInstanceOfSatisfying(
            Duplicate.class,
            duplicate -> {
              assertThat(duplicate.first().event().eid()).isEqualTo(first.eid());
              assertThat(duplicate.first().event().id()).isEqualTo("1");
              assertThat(duplicate.first().verdicts()).isEmpty();
            });
    assertThat(opened.append(event("1", "{\"other\":1}")))
        .isInstanceOfSatisfying(
            Conflict.class, conflict -> assertThat(conflict.firstEid()).isEqualTo(first.eid()));
  }

  @Test
  void soItIsAfterARestart() {
    opened.append(event("1", "{}"));
    forgetAll();
    opened.reopen();
    assertThat(opened.append(event("1", "{}"))).isInstanceOf(Duplicate.class);
  }

  @Test
  void itsNameIsFreeWhenTheWindowIsOver() {
    opened.append(event("1", "{}"), start("order-1"));
    over("run-1");
    forgetAll();
    clock.advance(WINDOW);
    assertThat(opened.append(event("1", "{}"), start("order-1"))).isInstanceOf(Kept.class);
    forget();
    assertThat(opened.rows("remembered_identities")).isZero();
    assertThat(opened.rows("remembered_claims")).isZero();
  }

  @Test
  void itsWorkflowIdStaysTaken() {
    opened.append(event("1", "{}"), start("order-1"));
    over("run-1");
    forgetAll();
    assertThat(opened.journal().runs().find("order-1")).isEmpty();

    Event sameContent = event("1", "order.placed", "{}", "a-key-of-its-own", null);
    Verdict same = kept(opened.append(sameContent, start("order-1")));
    assertThat(same.kind()).isEqualTo(Kind.duplicate);
    assertThat(same.runId()).isEqualTo("run-1");
    Verdict other = kept(opened.append(event("3", "{\"other\":1}"), start("order-1")));
    assertThat(other.reason()).isEqualTo(Reasons.WORKFLOW_ID_CONFLICT);
    assertThat(opened.journal().backlog().after(Place.START, 10).orElseThrow().work()).isEmpty();
  }

  @Test
  void whatReleasedItsClaimHasNone() {
    opened.append(event("1", "{}"), start("order-1"));
    opened.mark(new Outcome.Dead("some reason", null));
    forgetAll();
    assertThat(kept(opened.append(event("2", "{}"), start("order-1"))).kind()).isEqualTo(Kind.held);
  }

  @Test
  void nothingIsRememberedOfWhatIsFreeAnyway() {
    opened.append(event("1", "{}"), start("order-1"));
    over("run-1");
    clock.advance(WINDOW);
    opened.append(event("newest", "{}"));
    assertThat(forget()).isEqualTo(1);
    assertThat(opened.rows("remembered_identities") + opened.rows("remembered_claims")).isZero();
    assertThat(opened.journal().remembered().isAny()).isFalse();
  }

  @Test
  void theChainStaysWhole() {
    try (Audit audit = Audit.start(opened.database(), opened.config())) {
      for (int i = 0; i < 5; i++) {
        opened.append(event("e" + i, "{}"), start("order-" + i));
        over("run-" + i);
      }
      forgetAll();
      for (int i = 0; i < 5; i++) {
        assertThat(opened.append(event("e" + i, "{}"), start("order-" + i)))
            .isInstanceOf(Duplicate.class);
      }
    }
    opened.close();
    var report = Audit.check(opened.url(), folder);
    assertThat(report.isWhole()).as(report::toString).isTrue();
  }

  @Test
  void theAnswerToARepeatIsTheFirstsAlsoWhenItIsForgotten() {
    opened.close();
    String first;
    try (TestGateway gateway = TestGateway.start(folder, ROUTES, clock)) {
      first = gateway.http().post("/v1/events", PLACED).json().get("eid").asText();
    }
    opened.open();
    forgetAll();
    opened.close();
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
    opened.append(event("newest", "{}"));
    assertThat(forget()).isPositive();
  }

  private int forget() {
    try (Forgetting forgetting = opened.forgetting(KEEP)) {
      return forgetting.now();
    }
  }

  private void over(String runId) {
    String workflowId = opened.next().target().workflowId();
    opened.mark(new Outcome.Started(runId));
    RunBook.Run run = opened.journal().runs().find(workflowId).orElseThrow();
    opened
        .journal()
        .runs()
        .end(
            List.of(new End(run, runId, RunStatus.completed, clock.instant(), null)),
            route -> Optional.empty())
        .join();
  }

  private static Verdict kept(Appended appended) {
    return ((Kept) appended).verdicts().get(0);
  }
}
