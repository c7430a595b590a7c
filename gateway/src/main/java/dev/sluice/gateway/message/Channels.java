package dev.sluice.gateway.message;

import dev.sluice.gateway.egress.Egress;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;

/** The channels of one configuration, by the names under which messages are kept. */
final class Channels {

  static final String MAIL = "mail";
  static final String SLACK = "slack";
  static final String WEBHOOK = "webhook";

  private Channels() {}

  static Map<String, Channel> of(Messages messages, Egress egress, Clock clock) {
    Map<String, Channel> channels = new LinkedHashMap<>();
    Messages.Mail mail = messages.mail();
    if (mail != null) {
      channels.put(MAIL, new MailChannel(mail, messages, clock));
    }
    Messages.Slack slack = messages.slack();
    if (slack != null) {
      channels.put(SLACK, new SlackChannel(slack, egress));
    }
    Messages.Webhook webhook = messages.webhook();
    if (webhook != null) {
      channels.put(WEBHOOK, new WebhookChannel(webhook, egress, clock));
    }
    return channels;
  }
}
