package dev.sluice.gateway.edge;

import dev.sluice.gateway.people.OpenSessions;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.config.RoutesConfig;
import io.javalin.router.Endpoint;
import io.javalin.security.Roles;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.EagerContentHandler;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP server: limits, the door, problems, and the paths of the API. Requests wait on futures,
 * never on threads; what is blocking (reading a body, reading the journal) runs on virtual threads
 * where the JVM has them and on a small pool elsewhere.
 */
public final class Edge implements AutoCloseable, MeterBinder {

  /** Where the server listens; port 0 picks a free one. */
  public record Address(String host, int port) {}

  /** A part of the API: its paths and the role that each needs. */
  @FunctionalInterface
  public interface Api {
    void routes(RoutesConfig routes);
  }

  /**
   * How much the server bears: bytes of a request's line and headers, silence, the time that a
   * request may take to come, and the bytes of all bodies that are not whole yet: so many of those
   * that have a key, and of webhooks.
   */
  record Limits(int headerBytes, Duration idle, Duration patience, long bodyBytes) {

    static final Limits DEFAULT =
        new Limits(
            16 * 1024,
            Duration.ofSeconds(30),
            Duration.ofSeconds(30),
            Runtime.getRuntime().maxMemory() / 16);
  }

  private static final Logger log = LoggerFactory.getLogger(Edge.class);
  private static final int ACCEPT_QUEUE = 4096;
  private static final int MAX_THREADS = 48;

  private final Javalin javalin;
  private final String host;
  private final Rooms bodies;

  private Edge(Javalin javalin, String host, Rooms bodies) {
    this.javalin = javalin;
    this.host = host;
    this.bodies = bodies;
  }

  /** The threads of the server, for answers that come from elsewhere. */
  public static QueuedThreadPool threads() {
    QueuedThreadPool pool = new QueuedThreadPool(MAX_THREADS, 4);
    pool.setName("http");
    Executor virtual = VirtualThreads.getDefaultVirtualThreadsExecutor();
    if (virtual != null) {
      pool.setVirtualThreadsExecutor(virtual);
    }
    return pool;
  }

  /**
   * @throws IllegalArgumentException when everybody would be let in from everywhere
   */
  public static void refuseIfOpenToAll(Address address, Access access) {
    if (access.isThisMachineOnly() && !Loopback.isName(address.host())) {
      throw new IllegalArgumentException(
          "The gateway does not listen on "
              + address.host()
              + ", because no access keys are configured and everybody would have every role."
              + " Add access: keys: to the configuration, or listen on 127.0.0.1.");
    }
  }

  private static void warnIfInPlainText(Address address, Access access) {
    if (!access.isThisMachineOnly()
        && access.signIn().publicUrl() == null
        && !Loopback.isName(address.host())) {
      log.warn(
          "Keys and sessions come to {} as plain text: put a proxy that ends TLS before it, and set"
              + " access.publicUrl to its https address.",
          address.host());
    }
  }

  /**
   * @throws IllegalArgumentException when everybody would be let in from everywhere
   */
  public static Edge open(
      Address address,
      Supplier<? extends HasAccess> inForce,
      QueuedThreadPool threads,
      List<Api> apis) {
    return open(address, inForce, threads, apis, Limits.DEFAULT);
  }

  /**
   * @param sessions who has signed in
   * @throws IllegalArgumentException when everybody would be let in from everywhere
   */
  public static Edge open(
      Address address,
      Supplier<? extends HasAccess> inForce,
      OpenSessions sessions,
      QueuedThreadPool threads,
      List<Api> apis) {
    return open(address, inForce, sessions, threads, apis, Limits.DEFAULT);
  }

  static Edge open(
      Address address,
      Supplier<? extends HasAccess> inForce,
      QueuedThreadPool threads,
      List<Api> apis,
      Limits limits) {
    return open(address, inForce, OpenSessions.NONE, threads, apis, limits);
  }

  private static Edge open(
      Address address,
      Supplier<? extends HasAccess> inForce,
      OpenSessions sessions,
      QueuedThreadPool threads,
      List<Api> apis,
      Limits limits) {
    refuseIfOpenToAll(address, inForce.get().access());
    warnIfInPlainText(address, inForce.get().access());
    Rooms bodies = new Rooms(limits.bodyBytes(), inForce, sessions);
    Javalin javalin =
        Javalin.create(
            config -> {
              config.startup.showJavalinBanner = false;
              config.http.compressionStrategy = CompressionStrategy.NONE;
              config.http.prefer405over404 = true;
              config.jetty.threadPool = threads;
              listen(config, address, limits, bodies);
              Problems.answerIn(config.routes);
              config.appData(Door.NOW, inForce);
              config.appData(Door.SESSIONS, sessions);
              Door.guard(config.routes, inForce);
              apis.forEach(api -> api.routes(config.routes));
            });
    return new Edge(javalin.start(), address.host(), bodies);
  }

  private static void listen(JavalinConfig config, Address address, Limits limits, Rooms rooms) {
    config.jetty.modifyServer(
        server -> {
          server.setErrorHandler(new JettyProblems());
          WholeBody.Factory whole = new WholeBody.Factory(limits.patience(), rooms);
          EagerContentHandler bodies =
              new EagerContentHandler(whole, new LinesAreNotAwaited(whole));
          server.setHandler(new Drain(bodies, limits.patience()));
        });
    config.jetty.modifyServletContextHandler(
        context -> context.getServletHandler().setDecodeAmbiguousURIs(true));
    config.jetty.addConnector(
        (server, http) -> connector(server, limited(http, limits), address, limits));
  }

  private static HttpConfiguration limited(HttpConfiguration http, Limits limits) {
    http.setSendServerVersion(false);
    http.setRequestHeaderSize(limits.headerBytes());
    // A workflow's id may hold a slash, written as %2F.
    http.setUriCompliance(
        UriCompliance.from(EnumSet.of(UriCompliance.Violation.AMBIGUOUS_PATH_SEPARATOR)));
    return http;
  }

  private static ServerConnector connector(
      Server server, HttpConfiguration http, Address address, Limits limits) {
    ServerConnector connector = new ServerConnector(server, new HttpConnectionFactory(http));
    connector.setHost(address.host());
    connector.setPort(address.port());
    connector.setIdleTimeout(limits.idle().toMillis());
    connector.addBean(new SlowHeaders(connector.getScheduler(), limits.patience()));
    // The default of 50 resets connections when a thousand senders come at once.
    connector.setAcceptQueueSize(ACCEPT_QUEUE);
    return connector;
  }

  /** What is answered, as {@code "GET /v1/events read"}: method, path and role. */
  public List<String> routes() {
    return javalin.unsafe.internalRouter.allHttpHandlers().stream()
        .map(each -> each.endpoint)
        .filter(endpoint -> endpoint.method.isHttpMethod())
        .map(endpoint -> endpoint.method + " " + endpoint.path + " " + role(endpoint))
        .toList();
  }

  private static String role(Endpoint endpoint) {
    Roles roles = endpoint.metadata(Roles.class);
    return roles == null ? "" : roles.getRoles().iterator().next().toString();
  }

  public int port() {
    return javalin.port();
  }

  public String url() {
    String name = host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
    return "http://" + name + ":" + port();
  }

  @Override
  public void bindTo(MeterRegistry meters) {
    bodies.bindTo(meters);
  }

  @Override
  public void close() {
    javalin.stop();
  }
}
