package dev.sluice.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.sandbox.Caller.Got;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.io.TempDir;

/** kill -9 under load: what was answered is in the ledger, and nothing is there twice. */
class KillTest {

  private static final int CALLERS = 6;
  private static final int ANSWERS_BEFORE_THE_KILL = 60;

  @TempDir Path data;

  private final Map<String, Got> answered = new ConcurrentHashMap<>();
  private final AtomicInteger asked = new AtomicInteger();

  @RepeatedTest(2)
  void everyAnsweredEffectIsInTheLedgerOnce() throws Exception {
    Process process = startProcess();
    ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      out.readLine();
      Caller payment = new Caller(out.readLine());
      for (int i = 0; i < CALLERS; i++) {
        callers.execute(() -> callUntilCut(payment));
      }
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> answered.size() >= ANSWERS_BEFORE_THE_KILL);
    } finally {
      process.destroyForcibly().waitFor();
      callers.shutdown();
      assertThat(callers.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    }

    try (Sandbox again = Sandbox.start(SandboxConfig.in(data))) {
      agreesWithTheLedger(new Caller(again.paymentUrl()));
    }
  }

  private void callUntilCut(Caller payment) {
    boolean alive = true;
    while (alive) {
      alive = order(payment, "o" + asked.incrementAndGet());
    }
  }

  /** Whether both calls were answered. */
  private boolean order(Caller payment, String order) {
    try {
      Got held = payment.post("/authorisations", order + "/authorise", charge(order));
      answered.put(order + "/authorise", held);
      String capture = "/authorisations/" + held.text("authorisationId") + "/capture";
      answered.put(order + "/capture", payment.post(capture, order + "/capture", "{}"));
      return true;
    } catch (IOException killed) {
      return false;
    }
  }

  private void agreesWithTheLedger(Caller payment) throws IOException {
    List<String> keys = keysOfLedger(payment);
    assertThat(keys).doesNotHaveDuplicates().containsAll(answered.keySet());
    for (var answer : answered.entrySet()) {
      JsonNode found = payment.get("/authorisations?key=" + answer.getKey()).body();
      assertThat(found.path("state").asText()).isEqualTo("done");
      assertThat(found.path("result")).isEqualTo(answer.getValue().body());
    }
    for (int i = 1; i <= asked.get(); i++) {
      String order = "o" + i;
      int status = payment.post("/authorisations", order + "/authorise", charge(order)).status();
      assertThat(status).isEqualTo(201);
    }
    List<String> after = keysOfLedger(payment);
    assertThat(after).doesNotHaveDuplicates();
    assertThat(after.stream().filter(key -> key.endsWith("/authorise"))).hasSize(asked.get());
  }

  private static List<String> keysOfLedger(Caller payment) throws IOException {
    List<String> keys = new ArrayList<>();
    long after = 0;
    while (true) {
      JsonNode rows = payment.get("/ledger?after=" + after).body();
      if (rows.isEmpty()) {
        return keys;
      }
      keys.addAll(
          StreamSupport.stream(rows.spliterator(), false)
              .map(row -> row.path("key").asText())
              .collect(Collectors.toList()));
      after = rows.get(rows.size() - 1).path("seq").asLong();
    }
  }

  private Process startProcess() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx128m",
            "-cp",
            System.getProperty("java.class.path"),
            SandboxProcess.class.getName(),
            data.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static String charge(String orderId) {
    return SandboxCase.charge(orderId, "tok_visa");
  }
}
