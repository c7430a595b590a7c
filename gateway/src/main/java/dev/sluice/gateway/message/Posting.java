package dev.sluice.gateway.message;

import dev.sluice.gateway.egress.Egress;
import dev.sluice.gateway.egress.RefusedAddress;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.Optional;

/** One post to another host, and what its answer means. The URL may be a secret: it is not told. */
final class Posting {

  private Posting() {}

  static Optional<Channel.Failure> post(
      Egress egress, URI url, Map<String, String> headers, byte[] json) {
    try {
      int status = egress.post(url, headers, json).status();
      return status >= 200 && status < 300 ? Optional.empty() : Optional.of(failure(status));
    } catch (RefusedAddress e) {
      return Optional.of(new Channel.Failure("refused: " + e.getMessage(), true));
    } catch (IOException e) {
      return Optional.of(
          new Channel.Failure(url.getHost() + " cannot be reached: " + e.getMessage(), true));
    }
  }

  private static Channel.Failure failure(int status) {
    if (status >= 300 && status < 400) {
      return new Channel.Failure(
          "answered " + status + ": redirects are not followed, configure where it leads", true);
    }
    boolean isAboutThisOne = status == 400 || status == 413 || status == 422;
    return new Channel.Failure("answered " + status, !isAboutThisOne);
  }
}
