package dev.sluice.gateway.source;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.gateway.event.Data;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What providers ask before they send: deliveries that are answered and make no event. Only for
 * those that were verified.
 */
public final class Handshake {

  /** An answer of 200. The media type is absent where the body is empty. */
  public record Answer(@Nullable String mediaType, String body, Map<String, String> headers) {

    static Answer empty() {
      return new Answer(null, "", Map.of());
    }
  }

  private Handshake() {}

  /** GitHub's ping, whatever its body is. */
  public static Optional<Answer> beforeReading(Source source, Delivery delivery) {
    return source.kind() == Kind.github
        ? delivery.header("x-github-event").filter("ping"::equals).map(ping -> Answer.empty())
        : Optional.empty();
  }

  /** Slack's challenge and its check of TLS. */
  public static Optional<Answer> of(Source source, Data data) {
    JsonNode json = data.json();
    if (source.kind() != Kind.slack || json == null) {
      return Optional.empty();
    }
    if (json.path("ssl_check").asText().equals("1")) {
      return Optional.of(Answer.empty());
    }
    JsonNode challenge = json.path("challenge");
    return json.path("type").asText().equals("url_verification") && challenge.isTextual()
        ? Optional.of(new Answer("text/plain", challenge.textValue(), Map.of()))
        : Optional.empty();
  }

  /** The answer to OPTIONS of the CloudEvents webhook protocol; empty: that origin may not send. */
  public static Optional<Answer> consent(Source source, String origin) {
    return source
        .consent()
        .filter(consent -> consent.allows(origin))
        .map(
            consent -> {
              Map<String, String> headers = new LinkedHashMap<>();
              headers.put("Allow", "POST");
              headers.put("WebHook-Allowed-Origin", origin);
              Integer limit = consent.perMinute();
              headers.put("WebHook-Allowed-Rate", limit == null ? "*" : limit.toString());
              return new Answer(null, "", headers);
            });
  }
}
