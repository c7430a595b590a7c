package dev.sluice.gateway.task;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.gateway.journal.Database;
import dev.sluice.gateway.journal.Verdict.RunStatus;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;

/**
 * The tasks that runs become which were cut off: one for each end, whose id the run's row keeps.
 * Each method is one transaction, and waits for it.
 */
final class EndedTasks {

  static final String NOT_NOW =
      "It cannot be had now: Temporal does not answer. It is asked for again until it does.";

  private final Database database;
  private final TaskWatch watch;
  private final Clock clock;

  EndedTasks(Database database, TaskWatch watch, Clock clock) {
    this.database = database;
    this.watch = watch;
    this.clock = clock;
  }

  void open(EndedRows.Ended run) {
    var unused =
        database
            .write(
                connection -> {
                  String id = freeId(connection, run.target().workflowId());
                  boolean isFirst = EndedRows.hasTask(connection, run, id);
                  if (isFirst) {
                    Task task = task(id, run, new LedgerQuery.Answer.NotNow());
                    TaskRows.insert(connection, task, clock.millis());
                    watch.put(connection, task, List.of());
                  }
                  return isFirst;
                })
            .join();
    watch.kept();
  }

  /**
   * Adds its ledger, or why there is none; a task that somebody closed meanwhile stays as it is.
   */
  void add(EndedRows.Asked asked, LedgerQuery.Answer ledger) {
    var unused =
        database
            .write(
                connection -> {
                  Task task = task(asked.taskId(), asked.run(), ledger);
                  TaskRows.update(connection, task, clock.millis());
                  return task;
                })
            .join();
  }

  /** Nothing is to be done by hand any more. */
  void runGoesOn(EndedRows.Asked asked) {
    var unused =
        database
            .write(
                connection -> {
                  Task task = TaskRows.find(connection, asked.taskId()).orElseThrow();
                  String workflowId = asked.run().target().workflowId();
                  TaskRows.update(
                      connection,
                      task.expiredAs(
                          "The run "
                              + workflowId
                              + " was cut off, then reset: the run goes on, nothing is to be done by"
                              + " hand."),
                      clock.millis());
                  return EndedRows.hasNoTask(connection, asked.run());
                })
            .join();
  }

  private static String freeId(Connection connection, String workflowId) throws SQLException {
    int number = 1;
    while (TaskRows.find(connection, Task.idOfEndedRun(workflowId, number)).isPresent()) {
      number++;
    }
    return Task.idOfEndedRun(workflowId, number);
  }

  private static Task task(String id, EndedRows.Ended run, LedgerQuery.Answer ledger) {
    String workflowId = run.target().workflowId();
    ObjectNode data = JsonNodeFactory.instance.objectNode();
    data.put("workflowId", workflowId).put("runId", run.runId()).put("status", run.status().name());
    if (ledger instanceof LedgerQuery.Answer.Steps steps) {
      data.set("ledger", steps.steps());
    } else if (ledger instanceof LedgerQuery.Answer.NotNow) {
      data.put("ledgerMissing", NOT_NOW);
    } else {
      data.put("ledgerMissing", ((LedgerQuery.Answer.None) ledger).why());
    }
    return Task.ofEndedRun(
        id,
        workflowId,
        "The run "
            + workflowId
            + (run.status() == RunStatus.timedOut ? " timed out" : " was terminated")
            + ": its own code did not come to its end, and took nothing back."
            + " See to what it left open by hand, then settle it with a note of what you did.",
        data);
  }
}
