package dev.sluice.proof;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Takes what customers are told, by its key; the first one is held until it is let go. */
final class Notices implements AutoCloseable {

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<String> keys = new CopyOnWriteArrayList<>();
  private final CountDownLatch letGo = new CountDownLatch(1);

  private Notices(HttpServer server) {
    this.server = server;
  }

  static Notices open() throws IOException {
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    var notices = new Notices(server);
    server.setExecutor(notices.threads);
    server.createContext("/", notices::take);
    server.start();
    return notices;
  }

  private void take(HttpExchange request) throws IOException {
    keys.add(request.getRequestHeaders().getFirst("Idempotency-Key"));
    try {
      letGo.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UncheckedIOException(new IOException(e));
    }
    request.sendResponseHeaders(204, -1);
    request.close();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
  }

  /** The key of every call, repeats too. */
  List<String> keys() {
    return keys;
  }

  void letGo() {
    letGo.countDown();
  }

  @Override
  public void close() {
    letGo();
    server.stop(0);
    threads.shutdownNow();
  }
}
