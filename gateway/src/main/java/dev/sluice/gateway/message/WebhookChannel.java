package dev.sluice.gateway.message;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.gateway.egress.Egress;
import dev.sluice.gateway.task.Task;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Posts to a receiver of the user's own, signed as Standard Webhooks has it; {@code webhook-id} is
 * the same for each try, so that the receiver can tell a repeat.
 */
final class WebhookChannel implements Channel {

  private static final String ALGORITHM = "HmacSHA256";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Messages.Webhook webhook;
  private final Egress egress;
  private final Clock clock;

  WebhookChannel(Messages.Webhook webhook, Egress egress, Clock clock) {
    this.webhook = webhook;
    this.egress = egress;
    this.clock = clock;
  }

  @Override
  public Optional<Failure> send(Letter letter) {
    byte[] body = body(letter).toString().getBytes(StandardCharsets.UTF_8);
    String id = letter.key().id();
    String timestamp = Long.toString(clock.instant().getEpochSecond());
    Map<String, String> headers =
        Map.of(
            "webhook-id",
            id,
            "webhook-timestamp",
            timestamp,
            "webhook-signature",
            "v1," + signature(id + "." + timestamp + ".", body));
    return Posting.post(egress, webhook.url(), headers, body);
  }

  private ObjectNode body(Letter letter) {
    Task task = letter.task();
    Instant now = clock.instant();
    ObjectNode body = JSON.createObjectNode();
    body.put("type", letter.isReminder() ? "task.reminded" : "task.asked");
    body.put("timestamp", now.toString());
    ObjectNode data = body.putObject("data");
    data.put("taskId", task.id()).put("workflowId", task.workflowId());
    data.put("question", task.question());
    task.choices().forEach(data.putArray("choices")::add);
    data.put("tier", task.tier()).put("due", task.due());
    data.put("round", letter.key().round()).put("reminder", letter.key().reminder());
    data.put("url", letter.link().toString());
    data.set("data", task.data());
    return body;
  }

  private String signature(String head, byte[] body) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(webhook.secret(), ALGORITHM));
      mac.update(head.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(mac.doFinal(body));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every JVM has " + ALGORITHM, e);
    }
  }
}
