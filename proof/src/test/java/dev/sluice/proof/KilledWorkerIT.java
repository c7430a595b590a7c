package dev.sluice.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every process on its own, as in production, and {@code kill -9} of the worker in each step of an
 * order. Slow answers of the sandbox keep a step under way for long enough to be hit in it.
 */
class KilledWorkerIT {

  @TempDir private Path folder;
  private final Map<String, String> environment = new TreeMap<>();
  private @Nullable TemporalServer temporal;
  private @Nullable Program sandbox;
  private @Nullable Program gateway;
  private @Nullable Program worker;
  private Notices notices;
  private Shop shop;
  private Recorder recorder;

  @BeforeEach
  void start() throws IOException {
    temporal = TemporalServer.startOrSkip(folder);
    temporal.registerSearchAttributes();
    var config = TestConfig.in(Files.createDirectories(folder.resolve("config")), "2m");
    environment.put("TEMPORAL_ADDRESS", temporal.address());
    environment.put("SLUICE_CONFIG", config.toString());
    environment.put("SLUICE_DATA", folder.resolve("data").toString());
    environment.put("SLUICE_WORKER_PORT", "0");

    sandbox =
        process("sandbox", "--inventory-port", "0", "--payment-port", "0", "--shipping-port", "0");
    environment.put("SLUICE_INVENTORY_URL", url(sandbox, "inventory"));
    environment.put("SLUICE_PAYMENT_URL", url(sandbox, "payment"));
    environment.put("SLUICE_SHIPPING_URL", url(sandbox, "shipping"));
    notices = Notices.open();
    environment.put("SLUICE_NOTICE_URL", notices.url());
    gateway = process("gateway", "--port", "0");
    environment.put("SLUICE_GATEWAY_URL", url(gateway, "gateway"));
    worker = process("worker");

    var http = new Http(environment.getOrDefault("SLUICE_GATEWAY_URL", ""));
    shop = new Shop(http, Ledgers.of(environment));
    recorder = Recorder.of(http, folder);
  }

  @AfterEach
  void stop() {
    thawSandbox();
    if (notices != null) {
      notices.close();
    }
    for (var program : new Program[] {worker, gateway, sandbox}) {
      if (program != null) {
        program.close();
      }
    }
    if (temporal != null) {
      temporal.close();
    }
  }

  @Test
  void anOrderSurvivesTheDeathOfItsWorkerInEachStep() {
    var followed = Order.usual("killed-following").withPostcode("STUCK");
    var reviewed = Order.usual("killed-review").withUnitPrice("500.00");
    var order =
        Order.usual("killed").withSku("SLOW-4").withToken("tok_slow_4").withPostcode("SLOW-4");
    notices.letGo();
    shop.place(followed);
    shop.place(reviewed);
    shop.awaitStep(followed, "follow", "running");
    shop.awaitTask(reviewed.workflowId() + ":review");
    shop.place(order);

    for (var step : List.of("reserve", "authorise", "book", "capture")) {
      shop.awaitStep(order, step, "running", "done");
      killAndReplace();
    }
    shop.handOver(followed);
    shop.decide(reviewed.workflowId() + ":review", "approve", "");

    for (var each : List.of(order, followed, reviewed)) {
      assertThat(shop.result(each).path("outcome").asText()).isEqualTo("confirmed");
      shop.ledgers().assertConfirmed(each);
    }
    recorder.record("worker-killed-while-following", followed);
  }

  @Test
  void anOrderSurvivesItInCommitInNotifyAndInACompensation() {
    var bought = Order.usual("killed-commit").withPostcode("STUCK");
    var cancelled = Order.usual("killed-undoing").withPostcode("STUCK");
    shop.place(bought);
    shop.place(cancelled);
    shop.awaitStep(bought, "follow", "running");
    shop.awaitStep(cancelled, "follow", "running");

    freezeSandbox();
    shop.handOver(bought);
    shop.cancel(cancelled, "too slow");
    shop.awaitStep(bought, "capture", "running");
    shop.awaitStep(bought, "commit", "running");
    shop.awaitStep(cancelled, "book", "compensating");
    killAndReplace();
    thawSandbox();

    await("a notice").atMost(Shop.PATIENCE).until(() -> !notices.keys().isEmpty());
    shop.awaitStep(bought, "notify", "running");
    killAndReplace();
    notices.letGo();

    assertThat(shop.result(bought).path("outcome").asText()).isEqualTo("confirmed");
    shop.ledgers().assertConfirmed(bought);
    assertThat(notices.keys())
        .as("told again, with the key by which a repeat is known")
        .hasSizeGreaterThan(1)
        .containsOnly(bought.workflowId() + "/notify");
    assertThat(shop.result(cancelled).path("outcome").asText()).isEqualTo("cancelled");
    shop.ledgers()
        .assertNothingLeft(cancelled, "reserve", "release", "authorise", "void", "book", "cancel");
  }

  private void freezeSandbox() {
    if (sandbox != null) {
      sandbox.freeze();
    }
  }

  private void thawSandbox() {
    if (sandbox != null) {
      sandbox.thaw();
    }
  }

  private void killAndReplace() {
    if (worker != null) {
      worker.kill9();
    }
    worker = process("worker");
  }

  private Program process(String name, String... arguments) {
    var line = new java.util.ArrayList<>(List.of(name));
    line.addAll(List.of(arguments));
    return Program.sluice(folder.resolve(name + ".log"), environment, line);
  }

  /** What a process prints of itself: a name, and where it is. */
  private static String url(Program program, String name) {
    var line = Pattern.compile("(?m)^" + name + " +(http://[^\\s,]+)[,\\n]");
    return await(name)
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> {
              assertThat(program.isAlive()).as(program::output).isTrue();
              var found = line.matcher(program.output());
              return found.find() ? found.group(1) : "";
            },
            url -> !url.isEmpty());
  }
}
