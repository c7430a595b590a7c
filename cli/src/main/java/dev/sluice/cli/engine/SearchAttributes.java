package dev.sluice.cli.engine;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.api.enums.v1.IndexedValueType;
import io.temporal.api.operatorservice.v1.AddSearchAttributesRequest;
import io.temporal.api.operatorservice.v1.ListSearchAttributesRequest;
import io.temporal.serviceclient.OperatorServiceStubs;
import io.temporal.serviceclient.OperatorServiceStubsOptions;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/** The search attributes of every run that came through Sluice; all Keyword. */
public final class SearchAttributes {

  static final List<String> NAMES =
      List.of("SluiceRoute", "SluiceEventType", "SluiceCorrelationId", "SluiceState", "SluiceStep");

  private SearchAttributes() {}

  public static List<String> names() {
    return NAMES;
  }

  /** Registers those that are not there yet. Repeating it changes nothing. */
  public static void register(Connection connection) {
    withOperator(
        connection,
        operator -> {
          var missing = new TreeSet<>(NAMES);
          missing.removeAll(present(operator, connection.namespace()));
          var request =
              AddSearchAttributesRequest.newBuilder().setNamespace(connection.namespace());
          for (var name : missing) {
            request.putSearchAttributes(name, IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD);
          }
          if (!missing.isEmpty()) {
            add(operator, request.build());
          }
          return missing;
        });
  }

  /** Which are not registered. */
  public static List<String> missing(Connection connection) {
    return withOperator(
        connection,
        operator -> {
          var present = present(operator, connection.namespace());
          return NAMES.stream().filter(name -> !present.contains(name)).toList();
        });
  }

  private static Set<String> present(OperatorServiceStubs operator, String namespace) {
    try {
      var answer =
          operator
              .blockingStub()
              .withDeadlineAfter(5, TimeUnit.SECONDS)
              .listSearchAttributes(
                  ListSearchAttributesRequest.newBuilder().setNamespace(namespace).build());
      return new TreeSet<>(answer.getCustomAttributesMap().keySet());
    } catch (StatusRuntimeException e) {
      // The in-process server can add but not always list.
      if (e.getStatus().getCode() == Status.Code.UNIMPLEMENTED) {
        return new TreeSet<>();
      }
      throw e;
    }
  }

  private static void add(OperatorServiceStubs operator, AddSearchAttributesRequest request) {
    try {
      operator.blockingStub().withDeadlineAfter(10, TimeUnit.SECONDS).addSearchAttributes(request);
    } catch (StatusRuntimeException e) {
      // Somebody else registered them in between: as wished.
      if (e.getStatus().getCode() != Status.Code.ALREADY_EXISTS) {
        throw e;
      }
    }
  }

  private interface Use<T> {
    T with(OperatorServiceStubs operator);
  }

  private static <T> T withOperator(Connection connection, Use<T> use) {
    var operator =
        OperatorServiceStubs.newServiceStubs(
            OperatorServiceStubsOptions.newBuilder(connection.stubs())
                .validateAndBuildWithDefaults());
    try {
      return use.with(operator);
    } finally {
      operator.shutdownNow();
    }
  }
}
