package dev.sluice.gateway.task;

import static dev.sluice.gateway.task.TestVoters.voter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.sluice.gateway.journal.Database;
import dev.sluice.gateway.journal.Target;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** The test plays the runs. */
class HealingTest implements RunsWord {

  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
  private static final Instant REMINDER = Instant.parse("2026-11-22T10:05:00Z");

  @TempDir private Path folder;
  private final Map<String, Answer> word = new HashMap<>();
  private final Set<String> failing = new HashSet<>();
  private final List<Target> asked = new ArrayList<>();
  private final List<Instant> reminders = new ArrayList<>();
  private Set<String> namespaces = Set.of("");
  private Database database;
  private Inbox inbox;

  @BeforeEach
  void open() {
    database =
        Database.open("jdbc:sqlite:" + folder.resolve("tasks.db"), new SimpleMeterRegistry());
    inbox =
        new Inbox(
            database,
            (id, said) -> Delivery.Outcome.taken,
            Clock.fixed(NOW, ZoneOffset.UTC),
            Duration.ofMillis(50),
            (connection, task, remind) -> reminders.addAll(remind));
  }

  @AfterEach
  void close() {
    inbox.close();
    database.close();
  }

  @Override
  public Answer of(Target run) {
    asked.add(run);
    if (failing.contains(run.workflowId())) {
      throw new IllegalStateException("it fails");
    }
    return word.getOrDefault(run.workflowId(), new Answer.Silent());
  }

  @Override
  public Stream<Target> waiting(String namespace) {
    if (namespace.equals("away")) {
      throw new IllegalStateException("this namespace is away");
    }
    return word.keySet().stream().sorted().map(id -> new Target(id, namespace));
  }

  private void heal(Duration later) {
    try (Healing healing = healing(later)) {
      healing.round();
    }
  }

  private Healing healing(Duration later) {
    return new Healing(
        database,
        inbox,
        this,
        () -> namespaces,
        Duration.ofSeconds(30),
        Clock.fixed(NOW.plus(later), ZoneOffset.UTC));
  }

  private void says(String workflowId, Task task, @Nullable Long told) {
    word.put(
        workflowId,
        new Answer.Says(
            List.of(new Word(task, Set.of(), List.of(REMINDER), "default", told, null))));
  }

  private void asks(String workflowId, String tier) {
    says(workflowId, task(workflowId, tier), null);
  }

  @Test
  void whatARunAsksAndTheInboxLacksIsPut() {
    asks("order-1", "role:clerk");
    heal(Duration.ZERO);

    assertThat(inbox.find("order-1:review"))
        .get()
        .extracting(Task::state, Task::tier)
        .containsExactly(Task.State.open, "role:clerk");
  }

  @Test
  void whatWasClosedForARunThatEndedAndAsksOnIsOpenAgain() {
    says("order-1", task("order-1", "role:clerk"), 3L);
    heal(Duration.ZERO);
    database
        .write(
            rows -> {
              TaskRows.expireOrphan(rows, "order-1:review", 0);
              return true;
            })
        .join();
    heal(Duration.ZERO);

    assertThat(inbox.find("order-1:review").orElseThrow().state()).isEqualTo(Task.State.open);
  }

  @Test
  void whatStandsOtherwiseIsPutAsTheRunHasIt() {
    inbox.put(task("order-1", "role:clerk")).join();
    asks("order-1", "role:manager");
    heal(Duration.ZERO);

    assertThat(inbox.find("order-1:review").orElseThrow().tier()).isEqualTo("role:manager");
  }

  @Test
  void whatIsPutIsRemindedOfAsTheRunHasIt() {
    asks("order-1", "role:clerk");
    heal(Duration.ZERO);

    assertThat(reminders).containsExactly(REMINDER);
  }

  @Test
  void whatTheRunClosedIsClosedAsTheRunHasItWhateverWasKeptHere() {
    inbox.put(task("order-1", "role:clerk")).join();
    inbox.decide("order-1:review", "approve", null, voter("ada")).join();
    awaitDelivered();
    says("order-1", task("order-1", "role:clerk").expiredAs("May it go on?"), 7L);
    heal(Duration.ofMinutes(2));

    Task stored = inbox.find("order-1:review").orElseThrow();
    assertThat(stored.state()).isEqualTo(Task.State.expired);
    assertThat(stored.decision()).as("the ladder's default held").isNull();
  }

  @Test
  void whatTheRunDecidedIsDecided() {
    inbox.put(task("order-1", "role:clerk")).join();
    Decision byHand = new Decision("order-1:review", "d", "reject", null, "temporal", null, 0);
    says("order-1", task("order-1", "role:clerk").closedBy(byHand), 7L);
    heal(Duration.ofMinutes(2));

    assertThat(inbox.find("order-1:review").orElseThrow().decision())
        .extracting("decision")
        .isEqualTo("reject");
  }

  @Test
  void whatItsRunDoesNotNameStaysOpen() {
    inbox.put(task("order-1", "role:clerk")).join();
    word.put("order-1", new Answer.Says(List.of()));
    heal(Duration.ofMinutes(2));

    assertThat(asked).contains(new Target("order-1", ""));
    assertThat(inbox.find("order-1:review").orElseThrow().state()).isEqualTo(Task.State.open);
  }

  @Test
  void whatWasClosedLongAgoIsNotBroughtBack() {
    says("order-1", task("order-1", "role:clerk").expiredAs("?"), 7L);
    heal(Duration.ZERO);

    assertThat(inbox.find("order-1:review")).isEmpty();
  }

  @Test
  void anOlderWordChangesNothing() {
    inbox
        .put(new Word(task("order-1", "role:manager"), Set.of(), List.of(), "default", 8L, null))
        .join();
    says("order-1", task("order-1", "role:clerk"), 7L);
    heal(Duration.ZERO);
    assertThat(inbox.find("order-1:review").orElseThrow().tier()).isEqualTo("role:manager");
    assertThat(reminders).isEmpty();

    says("order-1", task("order-1", "role:head"), 9L);
    heal(Duration.ZERO);
    assertThat(inbox.find("order-1:review").orElseThrow().tier()).isEqualTo("role:head");
  }

  @Test
  void anOddAnswerIsNotBelievedAndHoldsUpNoOther() {
    inbox.put(task("order-1", "role:clerk")).join();
    word.put("order-1", new Answer.Odd("it is no JSON"));
    asks("order-2", "role:clerk");
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    Logger logger = (Logger) LoggerFactory.getLogger(Healing.class);
    logger.addAppender(log);
    try (Healing healing = healing(Duration.ofMinutes(2))) {
      healing.round();
      healing.round();
    } finally {
      logger.detachAppender(log);
    }

    assertThat(inbox.find("order-1:review").orElseThrow().state()).isEqualTo(Task.State.open);
    assertThat(inbox.find("order-2:review")).isPresent();
    assertThat(log.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .filteredOn(line -> line.contains("not believed"))
        .singleElement()
        .asString()
        .contains("order-1", "it is no JSON");
  }

  @Test
  void aRunThatCannotBeHeededHoldsUpNoOther() {
    failing.add("order-1");
    inbox.put(task("order-1", "role:clerk")).join();
    asks("order-2", "role:clerk");
    heal(Duration.ofMinutes(2));

    assertThat(inbox.find("order-2:review")).isPresent();
  }

  @Test
  void aRunOfTheSameIdInAnotherNamespaceSaysNothingOfIt() {
    inbox
        .put(new Word(task("order-1", "role:clerk"), Set.of(), List.of(), "shop", 1L, null))
        .join();
    says("order-1", task("order-1", "role:clerk").expiredAs("?"), 7L);
    heal(Duration.ZERO);

    assertThat(inbox.find("order-1:review").orElseThrow().state()).isEqualTo(Task.State.open);
  }

  @Test
  void eachTaskIsLookedForWhereItsRunIs() {
    inbox
        .put(new Word(task("order-1", "role:clerk"), Set.of(), List.of(), "elsewhere", 1L, null))
        .join();
    heal(Duration.ofMinutes(2));

    assertThat(asked).contains(new Target("order-1", "elsewhere"));
  }

  @Test
  void aNamespaceThatIsAwayHoldsUpNoOther() {
    namespaces = new TreeSet<>(Set.of("away", "elsewhere"));
    asks("order-1", "role:clerk");
    try (Healing healing = healing(Duration.ZERO)) {
      assertThatThrownBy(healing::round).hasMessageContaining("away");
      healing.round();
    }

    assertThat(asked).containsExactly(new Target("order-1", "elsewhere"));
  }

  private void awaitDelivered() {
    await()
        .until(
            () -> database.read(rows -> SaidRows.takenWinner(rows, "order-1:review").isPresent()));
  }

  @Test
  void whatARunDoesNotSayChangesNothing() {
    inbox.put(task("order-1", "role:clerk")).join();
    heal(Duration.ofMinutes(2));

    assertThat(inbox.find("order-1:review").orElseThrow().state()).isEqualTo(Task.State.open);
  }

  @Test
  void howeverManyThereAreEachHasItsTurn() {
    List<String> all = IntStream.range(100, 150).mapToObj(i -> "order-" + i).toList();
    all.forEach(id -> asks(id, "role:clerk"));
    try (Healing healing = healing(Duration.ZERO)) {
      healing.round();
      healing.round();
      healing.round();
    }

    assertThat(all).allMatch(id -> inbox.find(id + ":review").isPresent());
  }

  /** The run's own word of it: by hand anybody says anything there. */
  @Test
  void aVoteKeepsTheTimeAtWhichItWasGivenUnlessThatCannotBe() {
    List<@Nullable String> times = new ArrayList<>();
    times.add("2026-11-22T09:00:00Z");
    times.add("yesterday");
    times.add("2026-11-22T10:00:01Z");
    times.add("-1000000000-01-01T00:00:00Z");
    times.add(null);
    List<Decision> votes =
        IntStream.range(0, times.size())
            .mapToObj(i -> new Decision(null, "d" + i, "approve", null, "by" + i, times.get(i), 0))
            .toList();
    Ballot ballot = new Ballot(0, 9, null, null, votes, Map.of(), List.of(), List.of());
    says("order-1", task("order-1", "role:clerk", ballot), null);
    heal(Duration.ZERO);

    assertThat(inbox.find("order-1:review").orElseThrow().decisions())
        .extracting(Decision::at)
        .containsExactly(
            "2026-11-22T09:00:00Z", NOW.toString(), NOW.toString(), NOW.toString(), NOW.toString());
  }

  private static Task task(String workflowId, String tier) {
    return task(workflowId, tier, Ballot.PLAIN);
  }

  private static Task task(String workflowId, String tier, Ballot ballot) {
    return new Task(
        workflowId + ":review",
        workflowId,
        Task.State.open,
        "May it go on?",
        JsonNodeFactory.instance.objectNode(),
        List.of("approve", "reject"),
        tier,
        null,
        null,
        List.of(),
        ballot,
        List.of());
  }
}
