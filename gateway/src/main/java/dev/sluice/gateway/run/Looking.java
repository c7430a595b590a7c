package dev.sluice.gateway.run;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.codec.CannotDecrypt;
import dev.sluice.gateway.dispatch.Engine;
import dev.sluice.gateway.journal.RunBook;
import dev.sluice.gateway.journal.Verdict.RunStatus;
import io.temporal.api.sdk.v1.WorkflowMetadata;
import io.temporal.client.WorkflowException;
import io.temporal.client.WorkflowExecutionDescription;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowStub;
import io.temporal.common.converter.DataConverterException;
import io.temporal.failure.ApplicationFailure;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One look at a run: the engine is asked first, then the run itself. What they do not say (no
 * worker answers, the workflow has no query {@code progress}) is left out. Blocks for some seconds
 * at most.
 */
final class Looking {

  private static final Logger log = LoggerFactory.getLogger(Looking.class);
  private static final String PROGRESS = "progress";
  private static final String METADATA = "__temporal_workflow_metadata";
  private static final String RESULT_MEMO = "result";
  private static final long RESULT_SECONDS = 4;

  private final RunBook.Run run;
  private final WorkflowStub stub;

  Looking(RunBook.Run run, WorkflowStub stub) {
    this.run = run;
    this.stub = stub;
  }

  LiveRun look() {
    return describe().map(this::look).orElseGet(() -> LiveRun.known(run, false));
  }

  private Optional<WorkflowExecutionDescription> describe() {
    try {
      return Optional.of(stub.describe());
    } catch (RuntimeException e) {
      log.debug("The engine says nothing of run {}", run.target(), e);
      return Optional.empty();
    }
  }

  private LiveRun look(WorkflowExecutionDescription description) {
    RunStatus status = Engine.status(description.getStatus());
    Optional<JsonNode> progress = query(PROGRESS, JsonNode.class);
    Optional<String> details =
        progress.isPresent() && status == RunStatus.running
            ? query(METADATA, WorkflowMetadata.class)
                .map(WorkflowMetadata::getCurrentDetails)
                .filter(text -> !text.isEmpty())
            : Optional.empty();
    End end = status == RunStatus.running ? End.NONE : end(status, description);
    return new LiveRun(
        run,
        true,
        status,
        description.getExecution().getRunId(),
        description.getCloseTime(),
        said(description::getStaticSummary),
        details.orElseGet(() -> said(description::getStaticDetails)),
        progress.orElse(null),
        end.result(),
        end.failure());
  }

  /** Null also where it is encrypted under a key that is not ours any more. */
  private @Nullable String said(Supplier<@Nullable String> text) {
    try {
      return text.get();
    } catch (DataConverterException | CannotDecrypt e) {
      log.debug("What run {} says of itself cannot be read", run.target(), e);
      return null;
    }
  }

  private record End(@Nullable JsonNode result, LiveRun.@Nullable Failure failure) {
    static final End NONE = new End(null, null);
  }

  private End end(RunStatus status, WorkflowExecutionDescription description) {
    try {
      return new End(stub.getResult(RESULT_SECONDS, TimeUnit.SECONDS, JsonNode.class), null);
    } catch (WorkflowFailedException e) {
      JsonNode kept = status == RunStatus.cancelled ? kept(description) : null;
      return kept == null ? new End(null, failure(e, status)) : new End(kept, null);
    } catch (TimeoutException | WorkflowException | DataConverterException | CannotDecrypt e) {
      log.debug("The engine does not say how run {} ended", run.target(), e);
      return End.NONE;
    }
  }

  /** Temporal's own cancel leaves no result; a workflow that has one all the same keeps it here. */
  private @Nullable JsonNode kept(WorkflowExecutionDescription description) {
    try {
      return description.getMemo(RESULT_MEMO, JsonNode.class, JsonNode.class);
    } catch (DataConverterException | CannotDecrypt e) {
      log.debug("What run {} keeps as its result is not JSON", run.target(), e);
      return null;
    }
  }

  private static LiveRun.Failure failure(WorkflowFailedException e, RunStatus status) {
    Throwable cause = Optional.ofNullable(e.getCause()).orElse(e);
    return cause instanceof ApplicationFailure failure
        ? new LiveRun.Failure(failure.getType(), failure.getOriginalMessage())
        : new LiveRun.Failure(status.name(), cause.getMessage());
  }

  private <T> Optional<T> query(String name, Class<T> type) {
    try {
      return Optional.ofNullable(stub.query(name, type));
    } catch (WorkflowException | DataConverterException | CannotDecrypt e) {
      log.debug("Run {} does not answer {}", run.target(), name, e);
      return Optional.empty();
    }
  }
}
