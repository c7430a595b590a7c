package dev.sluice.gateway.dispatch;

import dev.sluice.codec.CannotDecrypt;
import dev.sluice.gateway.dispatch.Reply.Fault;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.api.errordetails.v1.NamespaceNotFoundFailure;
import io.temporal.common.converter.DataConverterException;
import io.temporal.serviceclient.StatusUtils;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Says once, for every call to the engine, what a failure means. */
final class Faults {

  private Faults() {}

  static Reply of(RuntimeException failure) {
    return status(failure)
        .map(Faults::of)
        .orElseGet(() -> new Fault(kindOf(failure), text(failure)));
  }

  /** Only what the event itself brings about is its end; an interrupted call, say, is not. */
  private static Fault.Kind kindOf(RuntimeException failure) {
    return failure instanceof DataConverterException
            || failure instanceof CannotDecrypt
            || failure instanceof IllegalArgumentException
        ? Fault.Kind.refused
        : Fault.Kind.busy;
  }

  private static Reply of(StatusRuntimeException failure) {
    String detail = text(failure);
    return switch (failure.getStatus().getCode()) {
      case UNAVAILABLE, DEADLINE_EXCEEDED, CANCELLED -> new Fault(Fault.Kind.unavailable, detail);
      case PERMISSION_DENIED, UNAUTHENTICATED, UNIMPLEMENTED ->
          new Fault(Fault.Kind.misconfigured, detail);
      case NOT_FOUND ->
          StatusUtils.hasFailure(failure, NamespaceNotFoundFailure.class)
                  || detail.startsWith("NOT_FOUND: Namespace ")
              ? new Fault(Fault.Kind.misconfigured, detail)
              : new Reply.Absent(detail);
      case INVALID_ARGUMENT ->
          new Fault(
              isUnregisteredAttribute(detail) ? Fault.Kind.misconfigured : Fault.Kind.refused,
              detail);
      case RESOURCE_EXHAUSTED ->
          // gRPC's own limit on a message has the same code as a busy server.
          new Fault(
              detail.contains("exceeds maximum size") || detail.contains("larger than max")
                  ? Fault.Kind.refused
                  : Fault.Kind.busy,
              detail);
      default -> new Fault(Fault.Kind.busy, detail);
    };
  }

  /** Servers say it in different words; too large a value is the event's own fault. */
  private static boolean isUnregisteredAttribute(String detail) {
    String lower = detail.toLowerCase(Locale.ROOT);
    return lower.contains("search attribute") && !lower.contains("size");
  }

  private static Optional<StatusRuntimeException> status(Throwable failure) {
    for (@Nullable Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof StatusRuntimeException found) {
        return Optional.of(found);
      }
    }
    return Optional.empty();
  }

  private static String text(RuntimeException failure) {
    if (failure instanceof StatusRuntimeException rpc) {
      Status status = rpc.getStatus();
      return status.getCode() + ": " + status.getDescription();
    }
    return failure.toString();
  }
}
