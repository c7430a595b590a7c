package dev.sluice.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.sluice.gateway.GatewayConfig;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When somebody is reminded a run on a real server says, and the gateway does it by its clock. */
class RemindersIT {

  private static final Duration WITHIN = Duration.ofMinutes(5);
  private static final Duration FIRST = Duration.ofSeconds(2);
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  private final GreenMail mail =
      new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));

  @AfterEach
  void stop() {
    mail.stop();
  }

  @Test
  void whoeverIsAskedIsRemindedByEachChannelUntilSomebodyHasAnswered(@TempDir Path folder)
      throws Exception {
    mail.start();
    try (TemporalServer temporal = TemporalServer.startOrSkip(folder);
        Posts posts = Posts.open();
        Asking asking =
            Asking.on(temporal, folder, configuration(folder, posts), RemindersIT::patient)) {
      asking.publish("{\"type\": \"expense.claimed\"}");
      JsonNode task = asking.awaitTask("expense:task", each -> true);
      await("the question and one reminder by each channel")
          .atMost(PATIENCE)
          .until(() -> told(posts).size() == 6);
      List<String> told = told(posts);
      assertThat(told)
          .containsExactly(
              "May it be paid?",
              "Reminder: May it be paid?",
              "May it be paid?",
              "Reminder: May it be paid?",
              "task.asked",
              "task.reminded");
      Instant due = Instant.parse(task.path("due").asText()).minus(WITHIN).plus(FIRST);
      assertThat(reminders(asking, 1))
          .hasSize(3)
          .allSatisfy(each -> assertThat(time(each, "dueAt")).isEqualTo(due))
          .allSatisfy(each -> assertThat(time(each, "changedAt")).isAfterOrEqualTo(due));
      assertThat(reminders(asking, 2)).extracting(RemindersIT::state).containsOnly("waiting");

      assertThat(asking.decide("lena", "expense:task", "approve").status()).isEqualTo(200);
      await("the time of the second reminder")
          .atMost(PATIENCE)
          .until(
              () -> reminders(asking, 2).stream().noneMatch(each -> state(each).equals("waiting")));
      assertThat(reminders(asking, 2)).extracting(RemindersIT::state).containsOnly("dropped");
      assertThat(told(posts)).as("what they had been told before").isEqualTo(told);
      assertThat(asking.result("expense").path("by").asText()).isEqualTo("lena");
    }
  }

  /** By mail, then in the chat, then to the webhook, each in its order. */
  private List<String> told(Posts posts) throws MessagingException {
    List<String> told = new ArrayList<>();
    for (Message each : mail.getReceivedMessages()) {
      told.add(each.getSubject());
    }
    told.addAll(posts.all("/chat", "text"));
    told.addAll(posts.all("/hook", "type"));
    return told;
  }

  /** The nth of each channel. */
  private static List<JsonNode> reminders(Asking asking, int nth) {
    return asking
        .http
        .get("/v1/messages")
        .body()
        .path("items")
        .valueStream()
        .filter(each -> each.path("reminder").asInt() == nth)
        .toList();
  }

  private static String state(JsonNode message) {
    return message.path("state").asText();
  }

  private static Instant time(JsonNode message, String name) {
    return Instant.parse(message.path(name).asText());
  }

  /** Also on a busy machine the run takes the answer before that. */
  private static GatewayConfig patient(GatewayConfig usual) {
    return usual.withDecisionPatience(Duration.ofSeconds(20));
  }

  private String configuration(Path folder, Posts posts) throws Exception {
    Files.writeString(folder.resolve("chat"), posts.url() + "/chat");
    Files.writeString(folder.resolve("hook"), "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=");
    return """
        people:
          members:
            lena: {name: Lena, email: lena@example.com, roles: [lead], access: [read]}
          ladders:
            expenses:
              tiers: [{to: role:lead, within: 5m, remind: [2s, 12s]}]
              otherwise: reject
        messages:
          mail: {host: 127.0.0.1, port: %d, security: none, from: sluice@example.com}
          slack: {url: 'file:chat'}
          webhook: {url: '%s/hook', secret: 'file:hook'}
        egress: {allow: [127.0.0.1]}
        access:
          publicUrl: https://sluice.example.com
          keys:
            - {name: operator, key: 'file:operator', roles: [publish, read, operate]}
            - {name: worker, key: 'file:worker', roles: [publish, worker]}
            - {name: lena, key: 'file:lena', roles: [read], person: lena}
        routes:
          - name: expense
            on: expense.claimed
            start:
              workflow: TaskWorkflow
              taskQueue: tasks
              id: expense
              input: '{"question": "May it be paid?", "ladder": "expenses"}'
        """
        .formatted(mail.getSmtp().getPort(), posts.url());
  }
}
