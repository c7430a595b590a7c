package dev.sluice.gateway.dispatch;

import dev.sluice.codec.CannotDecrypt;
import dev.sluice.gateway.journal.Held;
import dev.sluice.gateway.journal.Target;
import dev.sluice.gateway.journal.Verdict.RunStatus;
import dev.sluice.gateway.route.Action;
import io.grpc.StatusRuntimeException;
import io.temporal.api.common.v1.Header;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.api.workflowservice.v1.DescribeNamespaceRequest;
import io.temporal.api.workflowservice.v1.DescribeNamespaceResponse;
import io.temporal.api.workflowservice.v1.SignalWorkflowExecutionRequest;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.client.WorkflowExecutionAlreadyStarted;
import io.temporal.client.WorkflowExecutionDescription;
import io.temporal.client.WorkflowNotFoundException;
import io.temporal.client.WorkflowStub;
import io.temporal.client.WorkflowTargetOptions;
import io.temporal.common.context.ContextPropagator;
import io.temporal.common.converter.DataConverterException;
import io.temporal.common.converter.GlobalDataConverter;
import io.temporal.serviceclient.RpcRetryOptions;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The acts on Temporal. Every call answers within a few seconds with a {@link Reply}, whatever
 * happens: what a failure means is decided here, and what to do about it is not. A start or a
 * signal of one event may be repeated: it has a fixed request id, by which the server knows it
 * again. Safe for many threads.
 */
public final class Engine implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(4);

  private final EngineConfig config;
  private final WorkflowServiceStubs stubs;
  private final Updates updates;
  private final EventHeaders headers;
  private final Map<String, WorkflowClient> clients = new ConcurrentHashMap<>();

  private Engine(EngineConfig config, WorkflowServiceStubs stubs) {
    this.config = config;
    this.stubs = stubs;
    this.headers =
        new EventHeaders(
            Optional.ofNullable(config.client().getDataConverter())
                .orElseGet(GlobalDataConverter::get));
    this.updates = new Updates(stubs, headers);
  }

  /** Connects when first used; a server that is away is not an error here. */
  public static Engine connect(EngineConfig config) {
    WorkflowServiceStubsOptions.Builder options =
        WorkflowServiceStubsOptions.newBuilder(config.stubs())
            .setRpcTimeout(PATIENCE)
            .setRpcQueryTimeout(PATIENCE)
            .setSystemInfoTimeout(PATIENCE)
            .setRpcRetryOptions(
                RpcRetryOptions.newBuilder()
                    .setInitialInterval(Duration.ofMillis(100))
                    .setMaximumInterval(Duration.ofSeconds(1))
                    .setExpiration(PATIENCE)
                    .validateBuildWithDefaults())
            // Without this, gRPC's own back-off keeps the door shut long after the server is back.
            .setConnectionBackoffResetFrequency(Duration.ofSeconds(2));
    return new Engine(
        config, WorkflowServiceStubs.newServiceStubs(options.validateAndBuildWithDefaults()));
  }

  public boolean inProcess() {
    return config.inProcess();
  }

  /** The client for a namespace; empty is the gateway's own. For reading runs. */
  public WorkflowClient client(String namespace) {
    return clients.computeIfAbsent(namespace, this::newClient);
  }

  public Reply start(Held work, Action.Start start) {
    WorkflowStub stub =
        client(work.target().namespace())
            .newUntypedWorkflowStub(
                start.workflowType(), StartOptions.of(work, start, config.self()));
    return reply(
        () -> {
          try {
            return new Reply.Started(
                headers.with(work.event(), () -> stub.start(start.input())).getRunId());
          } catch (WorkflowExecutionAlreadyStarted e) {
            return existing(work, e.getExecution());
          }
        });
  }

  /** Started: by this event, now or when it was tried before. Done: an open run was signalled. */
  public Reply signalWithStart(Held work, Action.SignalWithStart both) {
    WorkflowClient client = client(work.target().namespace());
    WorkflowStub stub =
        client.newUntypedWorkflowStub(
            both.start().workflowType(), StartOptions.of(work, both, config.self()));
    Object[] signal = {both.input()};
    Object[] start = {both.start().input()};
    return reply(
        () -> {
          try {
            WorkflowExecution run =
                headers.with(work.event(), () -> stub.signalWithStart(both.name(), signal, start));
            return existing(work, run) instanceof Reply.Existing found && found.sameEvent()
                ? new Reply.Started(run.getRunId())
                : new Reply.Done();
          } catch (WorkflowExecutionAlreadyStarted e) {
            return new Reply.Absent("The run has ended: " + e.getMessage());
          }
        });
  }

  /** Done when a worker has taken it; the same update of one event is taken once. */
  public Reply update(Held work, Action.Update update) {
    WorkflowClientOptions options = client(work.target().namespace()).getOptions();
    return reply(() -> updates.send(work, update, options));
  }

  public Reply signal(Held work, Action.Signal signal) {
    return signal(
        work.target(),
        signal.name(),
        signal.input(),
        headers.header(work.event()),
        work.event().eid() + "/" + work.n());
  }

  /** A signal that no event asked for. {@code requestId} tells a repeat within a run. */
  public Reply signal(Target target, String name, Object input, String requestId) {
    return signal(target, name, input, Header.getDefaultInstance(), requestId);
  }

  /** Temporal's own request to cancel. */
  public Reply cancel(Target target, @Nullable String reason) {
    WorkflowStub stub = client(target.namespace()).newUntypedWorkflowStub(target.workflowId());
    return reply(
        () -> {
          stub.cancel(reason == null ? "cancelled by an event" : reason);
          return new Reply.Done();
        });
  }

  /** How the newest run of that id is doing. */
  public Reply describe(Target target) {
    WorkflowStub stub = client(target.namespace()).newUntypedWorkflowStub(target.workflowId());
    return reply(
        () -> {
          var run = stub.describe();
          return new Reply.Described(
              run.getExecution().getRunId(), status(run.getStatus()), run.getCloseTime(), eid(run));
        });
  }

  /** A run that was reset still has it. */
  private static @Nullable UUID eid(WorkflowExecutionDescription run) {
    try {
      return run.getMemo("eid", String.class) instanceof String eid ? UUID.fromString(eid) : null;
    } catch (DataConverterException | CannotDecrypt | IllegalArgumentException e) {
      return null; // Somebody else's memo, or under a key that is not ours any more.
    }
  }

  /** Temporal's word for a run's state in ours. What goes on under another run id is running. */
  public static RunStatus status(WorkflowExecutionStatus status) {
    return switch (status) {
      case WORKFLOW_EXECUTION_STATUS_COMPLETED -> RunStatus.completed;
      case WORKFLOW_EXECUTION_STATUS_FAILED -> RunStatus.failed;
      case WORKFLOW_EXECUTION_STATUS_CANCELED -> RunStatus.cancelled;
      case WORKFLOW_EXECUTION_STATUS_TERMINATED -> RunStatus.terminated;
      case WORKFLOW_EXECUTION_STATUS_TIMED_OUT -> RunStatus.timedOut;
      default -> RunStatus.running;
    };
  }

  /** Whether work for this namespace has a chance. */
  public Reply check(String namespace) {
    return reply(
        () -> {
          var unused = describeNamespace(namespace);
          return new Reply.Done();
        });
  }

  /** How long closed runs are remembered; empty where the engine does not say. */
  public Optional<Duration> retention(String namespace) {
    try {
      var kept = describeNamespace(namespace).getConfig().getWorkflowExecutionRetentionTtl();
      return Optional.of(Duration.ofSeconds(kept.getSeconds()));
    } catch (StatusRuntimeException e) {
      return Optional.empty();
    }
  }

  private DescribeNamespaceResponse describeNamespace(String namespace) {
    return stubs
        .blockingStub()
        .withDeadlineAfter(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
        .describeNamespace(
            DescribeNamespaceRequest.newBuilder().setNamespace(nameOf(namespace)).build());
  }

  @Override
  public void close() {
    stubs.shutdownNow();
  }

  private Reply signal(Target target, String name, Object input, Header header, String requestId) {
    var request =
        SignalWorkflowExecutionRequest.newBuilder()
            .setNamespace(nameOf(target.namespace()))
            .setWorkflowExecution(
                WorkflowExecution.newBuilder().setWorkflowId(target.workflowId()).build())
            .setSignalName(name)
            .setHeader(header)
            .setIdentity(client(target.namespace()).getOptions().getIdentity())
            .setRequestId(requestId);
    return reply(
        () -> {
          client(target.namespace())
              .getOptions()
              .getDataConverter()
              .toPayloads(input)
              .ifPresent(request::setInput);
          var unused =
              stubs
                  .blockingStub()
                  .withDeadlineAfter(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                  .signalWorkflowExecution(request.build());
          return new Reply.Done();
        });
  }

  /** Whose run is it that has our id? Its memo says. */
  private Reply existing(Held work, WorkflowExecution execution) {
    var run = WorkflowTargetOptions.newBuilder().setWorkflowExecution(execution).build();
    try {
      var described = client(work.target().namespace()).newUntypedWorkflowStub(run).describe();
      return new Reply.Existing(
          execution.getRunId(),
          work.event().eid().toString().equals(described.getMemo("eid", String.class)),
          work.contentHash().equals(described.getMemo("contentHash", String.class)));
    } catch (WorkflowNotFoundException e) {
      // Deleted in between: the next try starts anew.
      return new Reply.Fault(Reply.Fault.Kind.busy, "The run vanished while asked for: " + e);
    } catch (DataConverterException | CannotDecrypt e) {
      return Faults.of(e);
    }
  }

  private WorkflowClient newClient(String namespace) {
    List<ContextPropagator> propagators =
        new ArrayList<>(
            Optional.ofNullable(config.client().getContextPropagators()).orElse(List.of()));
    propagators.add(headers);
    return WorkflowClient.newInstance(
        stubs,
        WorkflowClientOptions.newBuilder(config.client())
            .setNamespace(nameOf(namespace))
            .setContextPropagators(propagators)
            .build());
  }

  private String nameOf(String namespace) {
    return namespace.isEmpty()
        ? Optional.ofNullable(config.client().getNamespace()).orElse("default")
        : namespace;
  }

  private static Reply reply(Supplier<Reply> call) {
    try {
      return call.get();
    } catch (WorkflowNotFoundException e) {
      return e.getCause() instanceof StatusRuntimeException cause
          ? Faults.of(cause)
          : new Reply.Absent(e.toString());
    } catch (RuntimeException e) {
      return Faults.of(e);
    }
  }
}
