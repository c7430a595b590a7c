package dev.sluice.gateway.message;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.gateway.egress.Egress;
import dev.sluice.gateway.task.Task;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/**
 * Posts to an incoming webhook of Slack. A channel is read by many, so its button leads to the
 * console, where each signs in: no link that answers by itself is ever put there.
 */
final class SlackChannel implements Channel {

  /** Of a block's text Slack takes 3000 characters; escaping makes of one at most five. */
  private static final int LONGEST = 500;

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Messages.Slack slack;
  private final Egress egress;

  SlackChannel(Messages.Slack slack, Egress egress) {
    this.slack = slack;
    this.egress = egress;
  }

  @Override
  public Optional<Failure> send(Letter letter) {
    byte[] body = body(letter).toString().getBytes(StandardCharsets.UTF_8);
    return Posting.post(egress, slack.url(), Map.of(), body);
  }

  private static ObjectNode body(Letter letter) {
    Task task = letter.task();
    String question = escaped(shortened(task.question()));
    ObjectNode body = JSON.createObjectNode();
    body.put("text", (letter.isReminder() ? "Reminder: " : "") + question);
    ArrayNode blocks = body.putArray("blocks");
    text(blocks.addObject().put("type", "section").putObject("text"), "*" + question + "*");
    String due = task.due() == null ? "" : ", until " + escaped(task.due());
    ObjectNode context = blocks.addObject().put("type", "context");
    text(
        context.putArray("elements").addObject(),
        (letter.isReminder() ? "Reminder: asked " : "Asked ") + escaped(task.tier()) + due);
    ObjectNode button = blocks.addObject().put("type", "actions").putArray("elements").addObject();
    button.put("type", "button").put("action_id", "open").put("url", letter.link().toString());
    button.putObject("text").put("type", "plain_text").put("text", "Answer");
    return body;
  }

  private static void text(ObjectNode node, String text) {
    node.put("type", "mrkdwn").put("text", text);
  }

  private static String shortened(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
  }

  /** As Slack asks for; nobody's question mentions a whole channel or shows a link as another. */
  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
