package dev.sluice.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.gateway.Gateway;
import dev.sluice.gateway.GatewayConfig;
import dev.sluice.gateway.config.Config;
import dev.sluice.gateway.config.ConfigFile;
import dev.sluice.gateway.config.Loaded;
import dev.sluice.gateway.dispatch.EngineConfig;
import dev.sluice.gateway.edge.AboutInfo;
import dev.sluice.gateway.edge.Edge;
import dev.sluice.worker.Worker;
import dev.sluice.worker.WorkerConfig;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A gateway and a worker in this process, on an engine that skips time or on a server that does
 * not. The gateway's line to the engine can be cut, and the worker's line to the gateway.
 */
final class Asking implements AutoCloseable {

  /** Whose keys lie in the folder: {@code key: 'file:lena'}. */
  private static final List<String> PEOPLE =
      List.of("operator", "worker", "lena", "leo", "rita", "hilda");

  private final Path folder;
  private final int port;
  private final boolean hasKeys;
  private final @Nullable SkippingEngine engine;
  private final UnaryOperator<GatewayConfig> tuned;
  private Gateway gateway;
  private Worker worker;
  private int journals;
  final Cable line;
  final Cable news;
  Http http;

  private Asking(
      Path folder,
      int port,
      @Nullable SkippingEngine engine,
      String configuration,
      UnaryOperator<GatewayConfig> tuned)
      throws Exception {
    this.folder = folder;
    this.port = port;
    this.engine = engine;
    this.line = new Cable(port);
    this.tuned = tuned;
    this.hasKeys = configuration.contains("\naccess:");
    for (String who : PEOPLE) {
      Files.writeString(folder.resolve(who), key(who));
    }
    Files.writeString(folder.resolve("sluice.yaml"), configuration);
    this.gateway = Gateway.start(settings());
    this.news = new Cable(URI.create(gateway.url()).getPort());
    this.http = as("operator");
    this.worker = work();
  }

  /** Time passes as fast as nobody has anything to do, unless it is held. */
  static Asking skippingTime(Path folder, String configuration) throws Exception {
    return skippingTime(folder, configuration, UnaryOperator.identity());
  }

  static Asking skippingTime(Path folder, String configuration, UnaryOperator<GatewayConfig> tuned)
      throws Exception {
    SkippingEngine engine = SkippingEngine.start(freePort());
    return new Asking(folder, engine.port(), engine, configuration, tuned);
  }

  static Asking on(TemporalServer server, Path folder, String configuration) throws Exception {
    return on(server, folder, configuration, UnaryOperator.identity());
  }

  static Asking on(
      TemporalServer server, Path folder, String configuration, UnaryOperator<GatewayConfig> tuned)
      throws Exception {
    server.registerSearchAttributes();
    int port = Integer.parseInt(server.address().replaceAll(".*:", ""));
    return new Asking(folder, port, null, configuration, tuned);
  }

  /** From now on time passes as it does for everybody. */
  void holdTime() {
    Objects.requireNonNull(engine).holdTime();
  }

  void letTimePass() {
    Objects.requireNonNull(engine).letTimePass();
  }

  private Worker work() throws InterruptedException {
    Worker started =
        Worker.start(
            WorkerConfig.from(workerSettings("http://127.0.0.1:" + news.port())),
            stubs(port),
            WorkflowClientOptions.getDefaultInstance());
    assertThat(started.awaitReady(Duration.ofSeconds(30))).isTrue();
    return started;
  }

  void stopWorker() {
    worker.close();
  }

  void startWorker() throws InterruptedException {
    worker = work();
  }

  /** The gateway comes back with nothing but its configuration; the worker notices nothing. */
  void loseJournal() throws Exception {
    gateway.close();
    journals++;
    gateway = Gateway.start(settings());
    news.leadTo(URI.create(gateway.url()).getPort());
    http = as("operator");
  }

  void publish(String event) {
    assertThat(http.post("/v1/events", event).status()).isEqualTo(202);
  }

  JsonNode awaitTask(String id, Predicate<JsonNode> holds) {
    try {
      return await("task " + id)
          .atMost(30, TimeUnit.SECONDS)
          .until(
              () -> http.get("/v1/tasks/" + id).body(),
              task -> !task.path("state").isMissingNode() && holds.test(task));
    } catch (ConditionTimeoutException e) {
      throw new AssertionError("the run has come to " + runOf(id), e);
    }
  }

  private String runOf(String task) {
    try (Executions runs = runs()) {
      return runs.story(task.replaceAll(":.*", ""));
    }
  }

  /** With the key of one of them, where the configuration has keys. */
  Http as(String who) {
    Http plain = new Http(gateway.url());
    return hasKeys ? plain.with(key(who)) : plain;
  }

  private static String key(String who) {
    return (who + "-").repeat(10);
  }

  Http.Answer decide(String who, String task, String choice) {
    return as(who).post("/v1/tasks/" + task + "/decision", "{\"decision\": \"" + choice + "\"}");
  }

  /** What Temporal has of it. */
  Executions runs() {
    return new Executions("127.0.0.1:" + port);
  }

  /** What the run came to. */
  JsonNode result(String workflowId) {
    return await("run " + workflowId)
        .atMost(40, TimeUnit.SECONDS)
        .until(
            () -> http.get("/v1/runs/" + workflowId).body(),
            run -> run.path("status").asText().equals("completed"))
        .path("result");
  }

  private GatewayConfig settings() throws IOException {
    Path data = Files.createDirectories(folder.resolve("data-" + journals));
    GatewayConfig usual =
        GatewayConfig.of(
            new Edge.Address("127.0.0.1", 0),
            config(),
            "jdbc:sqlite:" + data.resolve("sluice.db"),
            data,
            new EngineConfig(
                stubs(line.port()),
                WorkflowClientOptions.newBuilder().setNamespace("default").build(),
                engine != null,
                null),
            AboutInfo.of(
                "test",
                new AboutInfo.Temporal(
                    engine == null ? "server" : "in-process", "127.0.0.1:" + port, "default", null),
                null,
                Instant.now()));
    return tuned.apply(usual.withDecisionPatience(Duration.ofSeconds(1)));
  }

  private Config config() {
    Loaded loaded = ConfigFile.load(folder.resolve("sluice.yaml"));
    if (loaded instanceof Loaded.Ready ready) {
      return ready.config();
    }
    throw new AssertionError(loaded);
  }

  private Map<String, String> workerSettings(String url) {
    String unused = "http://127.0.0.1:1";
    return Map.of(
        "SLUICE_GATEWAY_URL",
        url,
        "SLUICE_GATEWAY_KEY",
        key("worker"),
        "SLUICE_INVENTORY_URL",
        unused,
        "SLUICE_PAYMENT_URL",
        unused,
        "SLUICE_SHIPPING_URL",
        unused,
        "SLUICE_WORKER_PORT",
        "0",
        "SLUICE_DEADLOCK_DETECTION",
        "10s",
        "SLUICE_CONFIG",
        folder.resolve("sluice.yaml").toString());
  }

  private static WorkflowServiceStubsOptions stubs(int port) {
    return WorkflowServiceStubsOptions.newBuilder().setTarget("127.0.0.1:" + port).build();
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() throws IOException {
    worker.close();
    gateway.close();
    news.close();
    line.close();
    if (engine != null) {
      engine.close();
    }
  }
}
