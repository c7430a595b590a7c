package dev.sluice.sandbox.provider;

import dev.sluice.sandbox.fault.FaultProfile;
import dev.sluice.sandbox.store.Ledger;
import dev.sluice.sandbox.store.Store;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpResponseException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One provider on its port: its calls, and what every provider has. */
public final class ProviderServer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ProviderServer.class);

  private static final int THREADS = 12;
  private static final int DELAYED_THREADS = 2;
  // Longer than the slowest answer that can be asked for.
  private static final long IDLE_MILLIS = 330_000;
  private static final int LEDGER_PAGE = 1_000;

  private final String host;
  private final Store store;
  private final ExecutorService later;
  private final List<Routes.Route> routes;
  private final Javalin app;

  private ProviderServer(
      String host, int port, Store store, ExecutorService later, List<Routes.Route> routes) {
    this.host = host;
    this.store = store;
    this.later = later;
    this.routes = routes;
    this.app = Javalin.create(config -> configure(config, host, port, routes)).start();
  }

  public static ProviderServer start(
      Provider provider, String host, int port, Path data, FaultProfile faults, Clock clock) {
    Store store = Store.open(data.resolve(provider.name() + ".db"), provider.name() + ".sql");
    ExecutorService later = Executors.newFixedThreadPool(DELAYED_THREADS);
    try {
      Routes routes = new Routes(new Door(store, clock, faults, later));
      provider.routes(routes, store);
      String openApi = resource(provider.name() + ".openapi.json");
      routes
          .plain(HandlerType.GET, "/ledger", ctx -> ledger(ctx, store))
          .plain(HandlerType.GET, "/health/ready", ctx -> ready(store))
          .plain(HandlerType.GET, "/openapi.json", ctx -> Json.parse(openApi));
      return new ProviderServer(host, port, store, later, routes.list());
    } catch (RuntimeException e) {
      later.shutdownNow();
      store.close();
      throw e;
    }
  }

  public String url() {
    return "http://%s:%d".formatted(host.contains(":") ? "[" + host + "]" : host, app.port());
  }

  /** Every call of this server, to be held against its description. */
  public List<Routes.Route> routes() {
    return routes;
  }

  @Override
  public void close() {
    app.stop();
    later.shutdownNow();
    store.close();
  }

  private static void configure(
      JavalinConfig config, String host, int port, List<Routes.Route> routes) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.startup.startupWatcherEnabled = false;
    config.http.prefer405over404 = true;
    config.jetty.threadPool = new QueuedThreadPool(THREADS, 2);
    config.jetty.modifyServer(server -> server.setErrorHandler(new ProblemPages()));
    config.jetty.addConnector(
        (server, http) -> {
          http.setSendServerVersion(false);
          ServerConnector connector =
              new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
          connector.setHost(host);
          connector.setPort(port);
          connector.setIdleTimeout(IDLE_MILLIS);
          return connector;
        });
    for (Routes.Route route : routes) {
      config.routes.addHttpHandler(route.method(), route.path(), route.handler());
    }
    config.routes.exception(Problem.class, (problem, ctx) -> answer(ctx, problem));
    config.routes.exception(
        HttpResponseException.class, (problem, ctx) -> answer(ctx, noSuchCall(ctx, problem)));
    config.routes.exception(Exception.class, ProviderServer::failed);
  }

  private static Problem noSuchCall(Context ctx, HttpResponseException problem) {
    return Problem.of(
        problem.getStatus(),
        problem.getStatus() == 405 ? "method-not-allowed" : "not-found",
        "No such call",
        "%s %s is not a call of this service".formatted(ctx.method(), ctx.path()));
  }

  private static void failed(Exception e, Context ctx) {
    LOG.error("{} {} failed", ctx.method(), ctx.path(), e);
    answer(
        ctx,
        Problem.of(
            500,
            "internal",
            "The outcome is not known",
            "repeat the call with the same key, or look the key up"));
  }

  private static void answer(Context ctx, Problem problem) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("type", problem.type());
    body.put("title", problem.title());
    body.put("status", problem.status());
    body.put("detail", problem.detail());
    if (!problem.errors().isEmpty()) {
      body.put("errors", problem.errors());
    }
    problem.headers().forEach(ctx::header);
    ctx.status(problem.status()).contentType("application/problem+json").result(Json.write(body));
  }

  private static Object ready(Store store) {
    store.read(tx -> tx.first("SELECT 1 AS one", row -> row.getInt("one")));
    return Map.of("status", "ready");
  }

  private static Object ledger(Context ctx, Store store) {
    long after = Query.number(ctx, "after", 0, Long.MAX_VALUE, 0);
    int limit = (int) Query.number(ctx, "limit", 1, LEDGER_PAGE, LEDGER_PAGE);
    List<Ledger.Row> rows =
        store.read(tx -> Ledger.list(tx, Query.text(ctx, "orderId"), after, limit));
    return rows.stream().map(ProviderServer::ledgerRow).toList();
  }

  private static Map<String, Object> ledgerRow(Ledger.Row row) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("seq", row.seq());
    fields.put("op", row.op());
    fields.put("orderId", row.orderId());
    fields.put("key", row.key());
    row.amount().ifPresent(amount -> fields.put("amount", amount));
    row.items().ifPresent(items -> fields.put("items", Json.parse(items)));
    fields.put("state", row.state());
    fields.put("at", row.at().toString());
    return fields;
  }

  private static String resource(String name) {
    try (InputStream in = ProviderServer.class.getResourceAsStream("/dev/sluice/sandbox/" + name)) {
      if (in == null) {
        throw new IllegalStateException("the jar has no " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + name, e);
    }
  }
}
