package dev.sluice.gateway.source;

import dev.sluice.gateway.event.Gzip;
import dev.sluice.gateway.event.Incoming;
import dev.sluice.gateway.jdk.Sha256;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a provider sent, before anything of it is decoded.
 *
 * @param request the headers, their names in lower case, and the body's very bytes
 * @param query the query as it was written, without the question mark; empty for none
 */
public record Delivery(Incoming request, String query) {

  /** In hex. */
  public String bodySha256() {
    return Sha256.hexOf(body());
  }

  public int bodyBytes() {
    return body().length;
  }

  /**
   * A signature is of the bytes that were sent; what they say is read from those inside, where they
   * are gzip.
   *
   * @throws IOException when they say so and are not
   */
  public Delivery uncoded() throws IOException {
    Map<String, List<String>> headers = new HashMap<>(request.headers());
    return Gzip.take(headers)
        ? new Delivery(new Incoming(headers, Gzip.inflated(body())), query)
        : this;
  }

  byte[] body() {
    return request.body();
  }

  /**
   * Whether what we answer is shown or read out to a person, so that it has to be nothing: Slack's
   * commands and buttons, and all of Twilio's.
   */
  public boolean showsAnswer(Kind kind) {
    return kind == Kind.twilio
        || (kind == Kind.slack && header("content-type").filter(Form::isForm).isPresent());
  }

  /** The one value of a header. Two of them are as good as none: nobody knows which was meant. */
  Optional<String> header(String name) {
    List<String> values = request.headers().getOrDefault(name, List.of());
    return values.size() == 1 ? Optional.of(values.get(0).strip()) : Optional.empty();
  }
}
