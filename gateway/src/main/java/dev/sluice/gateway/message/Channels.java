package dev.sluice.gateway.message;

import dev.sluice.gateway.egress.Egress;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** The channels of a configuration, by the names under which messages are kept. */
final class Channels {

  static final String MAIL = "mail";
  static final String SLACK = "slack";
  static final String WEBHOOK = "webhook";
  static final List<String> ALL = List.of(MAIL, SLACK, WEBHOOK);

  private Channels() {}

  /** Without an answer where the configuration has no such channel. */
  static Optional<Channel> of(String name, Messages messages, Egress egress, Clock clock) {
    return switch (name) {
      case MAIL ->
          Optional.ofNullable(messages.mail()).map(its -> new MailChannel(its, messages, clock));
      case SLACK -> Optional.ofNullable(messages.slack()).map(its -> new SlackChannel(its, egress));
      case WEBHOOK ->
          Optional.ofNullable(messages.webhook())
              .map(its -> new WebhookChannel(its, egress, clock));
      default -> Optional.empty();
    };
  }
}
