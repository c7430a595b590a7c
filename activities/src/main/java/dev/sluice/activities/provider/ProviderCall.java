package dev.sluice.activities.provider;

import dev.sluice.workflows.saga.OperationKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One call, as data. {@code key} is the operation by which a provider tells a repeat; for a {@code
 * GET} it is the operation that is looked up. A call without a key is harmless when repeated.
 */
public record ProviderCall(
    String method,
    List<String> path,
    @Nullable OperationKey key,
    @Nullable Object body,
    String contentType) {

  private static final String JSON = "application/json";

  public static ProviderCall get(String... path) {
    return new ProviderCall("GET", List.of(path), null, null, JSON);
  }

  /** What became of the operation with this key. */
  public static ProviderCall lookUp(OperationKey key, String collection) {
    return new ProviderCall("GET", List.of(collection), key, null, JSON);
  }

  public static ProviderCall post(OperationKey key, Object body, String... path) {
    return new ProviderCall("POST", List.of(path), key, body, JSON);
  }

  public static ProviderCall delete(OperationKey key, String... path) {
    return new ProviderCall("DELETE", List.of(path), key, null, JSON);
  }

  /** Puts the whole of a thing in its place. */
  public static ProviderCall put(Object body, String... path) {
    return new ProviderCall("PUT", List.of(path), null, body, JSON);
  }

  /** Posts what carries its identity in itself, such as an event. */
  public static ProviderCall publish(Object body, String contentType, String... path) {
    return new ProviderCall("POST", List.of(path), null, body, contentType);
  }

  /** Whether a lost answer leaves a doubt. */
  boolean changesSomething() {
    return !method.equals("GET");
  }

  @Override
  public String toString() {
    return method + " /" + String.join("/", path);
  }
}
