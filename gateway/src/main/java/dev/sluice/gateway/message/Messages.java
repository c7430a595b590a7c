package dev.sluice.gateway.message;

import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * By which channels people are told, as it is configured. Its text form has no secret.
 *
 * @param links how long a link to answer by is good at most
 * @param locale of who has none
 */
public record Messages(
    @Nullable Mail mail,
    @Nullable Slack slack,
    @Nullable Webhook webhook,
    Duration links,
    Locale locale,
    Templates templates) {

  public static final Duration LINKS = Duration.ofDays(7);

  public static final Messages NONE =
      new Messages(null, null, null, LINKS, Locale.ENGLISH, Templates.BUILT_IN);

  /** How the way to the mail server is encrypted. */
  public enum Security {
    starttls,
    tls,
    none
  }

  /** A mail server that takes mail for everybody. */
  public record Mail(
      String host, int port, Security security, @Nullable Login login, String from) {}

  public record Login(String user, String password) {

    @Override
    public String toString() {
      return "Login[" + user + "]";
    }
  }

  /** An incoming webhook of Slack: whoever knows its URL can post there. */
  public record Slack(URI url) {

    @Override
    public String toString() {
      return "Slack";
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Webhook(URI url, byte[] secret) {

    @Override
    public String toString() {
      return "Webhook[" + url.getHost() + "]";
    }
  }
}
