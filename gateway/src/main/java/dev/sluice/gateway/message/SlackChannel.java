package dev.sluice.gateway.message;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.gateway.egress.Egress;
import dev.sluice.gateway.task.Task;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Posts to an incoming webhook of Slack, with a button for each choice. A channel is read by many,
 * so they lead to the console, where each signs in and finds the choice marked: no link that
 * answers by itself is ever put there.
 */
final class SlackChannel implements Channel {

  /** Of a block's text Slack takes 3000 characters; escaping makes of one at most five. */
  private static final int LONGEST = 500;

  /** Of a button's text Slack takes 75 characters. */
  private static final int LONGEST_CHOICE = 75;

  /** More than these are looked at in the console before one is chosen. */
  private static final int MOST_CHOICES = 5;

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
    buttons(blocks.addObject().put("type", "actions").putArray("elements"), letter);
    return body;
  }

  private static void buttons(ArrayNode buttons, Letter letter) {
    List<String> choices = letter.task().choices();
    boolean areFew =
        choices.size() <= MOST_CHOICES
            && choices.stream().allMatch(choice -> choice.length() <= LONGEST_CHOICE);
    if (!areFew) {
      button(buttons, "open", "Answer", letter.link().toString());
      return;
    }
    for (int i = 1; i <= choices.size(); i++) {
      button(buttons, "choice-" + i, choices.get(i - 1), letter.link() + "&choice=" + i);
    }
  }

  private static void button(ArrayNode buttons, String id, String text, String url) {
    ObjectNode button = buttons.addObject().put("type", "button").put("action_id", id);
    button.put("url", url);
    button.putObject("text").put("type", "plain_text").put("text", text);
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
