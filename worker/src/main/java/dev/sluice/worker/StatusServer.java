package dev.sluice.worker;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * {@code /metrics}, {@code /health/live} and {@code /health/ready}: what a machine asks of a
 * worker. Read only, one small thread pool of its own.
 */
final class StatusServer implements AutoCloseable {

  private static final String JSON = "application/json";
  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

  private record Answer(int status, String contentType, String body) {}

  private final HttpServer server;
  private final ExecutorService threads;

  private StatusServer(HttpServer server, ExecutorService threads) {
    this.server = server;
    this.threads = threads;
  }

  /** {@code standing} is {@code ready} or a sentence that says what is missing. */
  static StatusServer start(
      String host, int port, Supplier<String> metrics, Supplier<Standing> standing) {
    HttpServer server;
    try {
      server = HttpServer.create(new InetSocketAddress(host, port), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the worker cannot listen on " + host + ":" + port + " (SLUICE_WORKER_PORT)", e);
    }
    ExecutorService threads =
        Executors.newFixedThreadPool(
            2,
            task -> {
              Thread thread = new Thread(task, "worker-status");
              thread.setDaemon(true);
              return thread;
            });
    server.setExecutor(threads);
    serve(server, "/metrics", () -> new Answer(200, PROMETHEUS, metrics.get()));
    serve(server, "/health/live", () -> new Answer(200, JSON, "{\"status\":\"live\"}"));
    serve(server, "/health/ready", () -> ready(standing.get()));
    server.start();
    return new StatusServer(server, threads);
  }

  /** Whether the worker takes work; {@code reason} is for people and has no quotes in it. */
  record Standing(boolean ready, String reason) {}

  private static Answer ready(Standing standing) {
    return standing.ready()
        ? new Answer(200, JSON, "{\"status\":\"ready\"}")
        : new Answer(
            503, JSON, "{\"status\":\"notReady\",\"reason\":\"" + standing.reason() + "\"}");
  }

  private static void serve(HttpServer server, String path, Supplier<Answer> answer) {
    server.createContext(path, exchange -> handle(exchange, path, answer));
  }

  private static void handle(HttpExchange exchange, String path, Supplier<Answer> answers)
      throws IOException {
    try (exchange) {
      Answer answer = answer(exchange, path, answers);
      byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", answer.contentType());
      boolean head = exchange.getRequestMethod().equals("HEAD");
      exchange.sendResponseHeaders(answer.status(), head ? -1 : body.length);
      if (!head) {
        exchange.getResponseBody().write(body);
      }
    }
  }

  private static Answer answer(HttpExchange exchange, String path, Supplier<Answer> answers) {
    if (!exchange.getRequestURI().getPath().equals(path)) {
      return problem(404, "not-found", "There is nothing here");
    }
    return switch (exchange.getRequestMethod()) {
      case "GET", "HEAD" -> answers.get();
      default -> problem(405, "method-not-allowed", "Only GET is answered here");
    };
  }

  private static Answer problem(int status, String type, String title) {
    return new Answer(
        status,
        "application/problem+json",
        "{\"type\":\"" + type + "\",\"title\":\"" + title + "\",\"status\":" + status + "}");
  }

  URI address() {
    InetSocketAddress at = server.getAddress();
    return URI.create("http://" + at.getHostString() + ":" + at.getPort());
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdown();
  }
}
