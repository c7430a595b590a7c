package dev.sluice.gateway.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.sluice.gateway.dispatch.InProcessTemporal;
import dev.sluice.gateway.dispatch.Reply;
import dev.sluice.gateway.dispatch.Rig;
import dev.sluice.gateway.event.Event;
import dev.sluice.gateway.journal.Target;
import dev.sluice.gateway.journal.Verdict.Kind;
import dev.sluice.gateway.journal.Verdict.RunStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * What looks after runs that were cut off, against the in-process engine: what it asks of others,
 * the test answers.
 */
@SuppressWarnings("NullAway.Init") // Made before each test.
final class LeftBehindRig implements BeforeEachCallback, AfterEachCallback {

  static final String TASK = "order-1:ended";
  static final JsonNode LEDGER = JsonNodeFactory.instance.arrayNode().add("reserve");

  Rig rig;
  Inbox inbox;
  LeftBehind leftBehind;
  volatile Delivery.Outcome delivery = Delivery.Outcome.absent;
  volatile Function<Target, Reply> described = target -> new Reply.Absent("not open");
  volatile LedgerQuery.Answer ledger = new LedgerQuery.Answer.Steps(LEDGER);
  final List<Task> watched = new CopyOnWriteArrayList<>();
  private final TaskWatch watch = (connection, task, remind) -> watched.add(task);
  private final Supplier<Path> folder;
  private InProcessTemporal temporal;

  /** The folder is asked for late: JUnit makes it when this is there already. */
  LeftBehindRig(Supplier<Path> folder) {
    this.folder = folder;
  }

  @Override
  public void beforeEach(ExtensionContext context) throws IOException {
    temporal = InProcessTemporal.start();
    rig = Rig.inProcess(folder.get(), temporal.address());
    described = rig.engine::describe;
    inbox =
        new Inbox(
            rig.database,
            (workflowId, decision) -> delivery,
            Clock.systemUTC(),
            Duration.ofSeconds(20));
    leftBehind =
        new LeftBehind(
            rig.database,
            rig.journal.runs(),
            inbox,
            watch,
            target -> described.apply(target),
            run -> ledger,
            Clock.systemUTC());
    rig.journal.listen(leftBehind);
    rig.start();
  }

  @Override
  public void afterEach(ExtensionContext context) {
    leftBehind.close();
    inbox.close();
    rig.close();
    temporal.close();
  }

  /** An order whose run has begun. */
  Event started(String workflowId) {
    Event placed = rig.post("order.placed", workflowId);
    rig.awaitVerdict(placed, Kind.started);
    return placed;
  }

  void terminate(String workflowId) {
    rig.engine.client("").newUntypedWorkflowStub(workflowId).terminate("enough");
  }

  /** Order 1, cut off, with its task. */
  Event terminated() {
    Event placed = started("order-1");
    terminate("order-1");
    rig.awaitStatus(placed, RunStatus.terminated);
    awaitTask(each -> each.data().has("ledger"));
    return placed;
  }

  /** A run of that id in another namespace, which timed out. */
  void endedElsewhere(String workflowId) {
    String sql =
        """
        INSERT INTO runs (workflow_id, namespace, seq, n, content_hash, claimed_at, workflow_type,
          run_id, status) VALUES (?, 'other', 1, 0, x'00', 0, 'Waiting', 'run-2', 'timedOut')""";
    var unused =
        rig.database
            .write(
                connection -> {
                  try (var statement = connection.prepareStatement(sql)) {
                    statement.setString(1, workflowId);
                    return statement.executeUpdate();
                  }
                })
            .join();
  }

  void awaitReview(Task.State state) {
    await()
        .untilAsserted(
            () ->
                assertThat(inbox.find("order-1:review"))
                    .get()
                    .extracting(Task::state)
                    .isEqualTo(state));
  }

  void awaitDelivery(String outcome) {
    await()
        .until(
            () ->
                rig.database.read(
                    connection -> {
                      try (var statement =
                              connection.prepareStatement("SELECT delivery FROM said");
                          var row = statement.executeQuery()) {
                        return row.next() && row.getString(1).equals(outcome);
                      }
                    }));
  }

  Task awaitTask(Predicate<Task> condition) {
    return await()
        .atMost(Duration.ofSeconds(40))
        .until(() -> inbox.find(TASK), found -> found.filter(condition).isPresent())
        .orElseThrow();
  }

  static Task review(String workflowId) {
    return new Task(
        workflowId + ":review",
        workflowId,
        Task.State.open,
        "May it go on?",
        JsonNodeFactory.instance.objectNode(),
        List.of("approve", "reject"),
        "role:clerk",
        null,
        null,
        List.of(),
        Ballot.PLAIN,
        List.of());
  }
}
