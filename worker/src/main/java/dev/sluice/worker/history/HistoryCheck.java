package dev.sluice.worker.history;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.sluice.codec.EncryptedPayloads;
import dev.sluice.codec.Keyring;
import dev.sluice.worker.PayloadJson;
import dev.sluice.worker.history.HistoryReport.Break;
import dev.sluice.worker.history.HistoryReport.Difference;
import dev.sluice.workflows.order.OrderWorkflowImpl;
import dev.sluice.workflows.task.TaskWorkflowImpl;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.common.WorkflowExecutionHistory;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactory;
import io.temporal.worker.WorkerFactoryOptions;
import io.temporal.worker.WorkerOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Replays recorded histories against this build's workflows, and holds what they schedule today
 * against what was recorded. Needs no server. For one thread.
 */
public final class HistoryCheck implements AutoCloseable {

  /** Replay is pure computing: a busy machine is not a deadlock. */
  private static final Duration DEADLOCK = Duration.ofSeconds(30);

  private static final Pattern ERROR_OF_QUERY = Pattern.compile("error=(?:[\\w.]+: )?(.+)");

  /** The stack trace follows, and ends in what it all began with. */
  private static final Pattern LAST_CAUSE =
      Pattern.compile(".*^Caused by: [\\w.$]+: ([^\\n]+)", Pattern.MULTILINE | Pattern.DOTALL);

  private final ObjectMapper json =
      PayloadJson.mapper().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);
  private final Listening listening = new Listening(PayloadJson.converter());
  private final EncryptedPayloads codec;
  private final NoServer server = new NoServer();
  private final WorkerFactory factory;
  private final Worker worker;
  private int replayed;
  private final List<Break> breaks = new ArrayList<>();
  private final List<Difference> differences = new ArrayList<>();

  private HistoryCheck(Keyring keys, Class<?>... workflows) {
    this.codec = EncryptedPayloads.under(keys);
    this.factory =
        WorkerFactory.newInstance(
            WorkflowClient.newInstance(
                server.stubs(),
                WorkflowClientOptions.newBuilder()
                    .setDataConverter(PayloadJson.converter(keys))
                    .build()),
            WorkerFactoryOptions.newBuilder().setWorkerInterceptors(listening).build());
    this.worker =
        factory.newWorker(
            "replay",
            WorkerOptions.newBuilder()
                .setDefaultDeadlockDetectionTimeout(DEADLOCK.toMillis())
                .build());
    worker.registerWorkflowImplementationTypes(workflows);
  }

  /** Against all workflows of this build; what is encrypted is read by these keys. */
  public static HistoryCheck ofThisBuild(Keyring keys) {
    return of(keys, OrderWorkflowImpl.class, TaskWorkflowImpl.class);
  }

  static HistoryCheck of(Keyring keys, Class<?>... workflows) {
    return new HistoryCheck(keys, workflows);
  }

  /** Every {@code *.json} right in the folder, as {@code sluice histories fetch} writes them. */
  public void folder(Path folder) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(folder)) {
      files = all.filter(file -> file.toString().endsWith(".json")).sorted().toList();
    }
    for (Path file : files) {
      file(file);
    }
  }

  public void file(Path file) throws IOException {
    String name = String.valueOf(file.getFileName());
    WorkflowExecutionHistory history;
    try {
      history = WorkflowExecutionHistory.fromJson(Files.readString(file));
    } catch (RuntimeException e) {
      breaks.add(new Break(name, "not a history as the SDK writes it: " + reason(e)));
      return;
    }
    history(name, history);
  }

  public void history(String name, WorkflowExecutionHistory history) {
    Scheduled today = new Scheduled();
    listening.to(today);
    try {
      worker.replayWorkflowExecution(underItsOwnId(history));
      differences.addAll(Comparison.of(name, history, today, codec, json));
    } catch (Exception e) {
      breaks.add(new Break(name, reason(e)));
      return;
    }
    replayed++;
  }

  public HistoryReport report() {
    return new HistoryReport(replayed, List.copyOf(breaks), List.copyOf(differences));
  }

  /** Keys and messages are made of the workflow's id, which a file of a history does not name. */
  private static WorkflowExecutionHistory underItsOwnId(WorkflowExecutionHistory history) {
    String id =
        history
            .getHistory()
            .getEvents(0)
            .getWorkflowExecutionStartedEventAttributes()
            .getWorkflowId();
    return id.isEmpty() ? history : new WorkflowExecutionHistory(history.getHistory(), id);
  }

  /** The SDK wraps what went wrong, as a cause or in the text of the query that a replay is. */
  private static String reason(Throwable thrown) {
    Throwable innermost = thrown;
    while (innermost.getCause() != null) {
      innermost = innermost.getCause();
    }
    String message = String.valueOf(innermost.getMessage());
    for (Pattern pattern : List.of(LAST_CAUSE, ERROR_OF_QUERY)) {
      Matcher found = pattern.matcher(message);
      if (found.find()) {
        return found.group(1);
      }
    }
    return message.lines().findFirst().orElse(innermost.getClass().getSimpleName());
  }

  @Override
  public void close() {
    factory.shutdownNow();
    server.close();
  }
}
