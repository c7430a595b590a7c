package dev.sluice.gateway;

import dev.sluice.gateway.edge.Http.Answer;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Supplier;
import okhttp3.Request;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A gateway on the order example and without a Temporal. In a static field all tests of the class
 * share it; in another each has its own.
 */
@SuppressWarnings("NullAway.Init") // Started before anybody asks for it.
public final class OrderGateway
    implements BeforeAllCallback, AfterAllCallback, BeforeEachCallback, AfterEachCallback {

  private final Supplier<Path> folder;
  private boolean isShared;
  private TestGateway gateway;

  /** The folder is asked for late: JUnit makes it when this is there already. */
  public OrderGateway(Supplier<Path> folder) {
    this.folder = folder;
  }

  public Answer get(String path) {
    return gateway.http().get(path);
  }

  public Answer post(String path, String json) {
    return gateway.http().post(path, json);
  }

  public Answer send(
      String method, String path, Map<String, String> headers, byte @Nullable [] body) {
    return gateway.http().send(method, path, headers, body);
  }

  public Answer call(Request request) {
    return gateway.http().call(request);
  }

  /** Sends these very bytes and reads until the server closes. */
  public String raw(String request) {
    return gateway.http().raw(request);
  }

  public int port() {
    return gateway.http().port();
  }

  public String url() {
    return gateway.http().url();
  }

  public void restart() {
    close();
    start();
  }

  public void close() {
    gateway.close();
  }

  private void start() {
    gateway = TestGateway.start(folder.get());
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    isShared = true;
    start();
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    if (!isShared) {
      start();
    }
  }

  @Override
  public void afterEach(ExtensionContext context) {
    if (!isShared) {
      close();
    }
  }

  @Override
  public void afterAll(ExtensionContext context) {
    close();
  }
}
