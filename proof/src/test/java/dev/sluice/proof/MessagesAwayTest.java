package dev.sluice.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway and a worker on an engine that skips time, and nobody who could be told anything. */
class MessagesAwayTest {

  @TempDir private Path folder;

  @Test
  void whileNobodyCanBeToldForHoursTheLadderGoesOnInItsTime() throws Exception {
    Files.writeString(folder.resolve("hook"), "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=");
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Instant begun = Instant.now();
      String configuration = configuration(silent.getLocalPort(), Asking.freePort());
      try (Asking asking = Asking.skippingTime(folder, configuration)) {
        Http http = asking.http;
        asking.publish("{\"type\": \"expense.claimed\"}");

        JsonNode run =
            await("the ladder's default")
                .atMost(9, TimeUnit.SECONDS)
                .until(
                    () -> http.get("/v1/runs/expense").body(),
                    each -> each.path("status").asText().equals("completed"));
        assertThat(run.at("/result/choice").asText()).isEqualTo("reject");
        assertThat(run.at("/result/answered").asBoolean()).isFalse();
        JsonNode task = http.get("/v1/tasks/expense:task").body();
        assertThat(task.path("tier").asText()).isEqualTo("role:head");
        assertThat(Instant.parse(task.path("due").asText()))
            .isAfter(begun.plus(Duration.ofMinutes(179)));

        // By its own clock the gateway is to remind in half an hour, and then asks who needs it.
        List<JsonNode> messages =
            await("what was not sent")
                .atMost(60, TimeUnit.SECONDS)
                .until(
                    () -> http.get("/v1/messages").body().path("items").valueStream().toList(),
                    all -> all.stream().allMatch(each -> isReminder(each) || isDropped(each)));
        assertThat(messages)
            .extracting(each -> each.path("channel").asText() + each.path("round").asText())
            .contains("mail0", "webhook0", "mail1", "webhook1");
        assertThat(messages)
            .anyMatch(each -> each.path("error").asText().contains("the mail server 127.0.0.1"));
      }
    }
  }

  private static boolean isReminder(JsonNode message) {
    return message.path("reminder").asInt() > 0;
  }

  private static boolean isDropped(JsonNode message) {
    return message.path("state").asText().equals("dropped");
  }

  private static String configuration(int silent, int closed) {
    return """
        people:
          members:
            lena: {name: Lena, email: lena@example.com, roles: [lead]}
            hilda: {name: Hilda, email: hilda@example.com, roles: [head]}
          ladders:
            expenses:
              tiers: [{to: role:lead, within: 1h, remind: [30m]}, {to: role:head, within: 2h}]
              otherwise: reject
        messages:
          mail: {host: 127.0.0.1, port: %d, security: none, from: sluice@example.com}
          webhook: {url: 'http://127.0.0.1:%d/hook', secret: 'file:hook'}
        egress: {allow: [127.0.0.1]}
        routes:
          - name: expense
            on: expense.claimed
            start:
              workflow: TaskWorkflow
              taskQueue: tasks
              id: expense
              input: '{"question": "May it be paid?", "ladder": "expenses"}'
        """
        .formatted(silent, closed);
  }
}
