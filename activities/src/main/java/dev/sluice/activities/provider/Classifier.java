package dev.sluice.activities.provider;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.sluice.activities.provider.Outcome.Failure;
import dev.sluice.activities.provider.Outcome.Kind;
import dev.sluice.activities.provider.Outcome.Success;
import dev.sluice.workflows.saga.Refusal;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.function.Function;
import okhttp3.Response;
import okio.Buffer;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/**
 * Says what an answer, or the lack of one, means. The one place where that is decided.
 *
 * <ul>
 *   <li>2xx that reads: success. 2xx that does not read, or is too long: permanent, since a repeat
 *       with the same key answers the same. (It was most likely done; a saga asks before it
 *       undoes.)
 *   <li>4xx with a business reason: refused. 429, 409 {@code in-progress}: busy. 408, 425, 503:
 *       transient. Other 3xx and 4xx: permanent.
 *   <li>Other 5xx, or an answer lost after the request went out: unknown for a change, transient
 *       for a read. A request that never went out: transient.
 * </ul>
 */
final class Classifier {

  /** The reasons to say no that a caller can act on, of all providers and the gateway. */
  private static final Set<String> REFUSALS =
      Set.of(
          "outOfStock",
          "declined",
          "captureRefused",
          "undeliverable",
          "handedOver",
          "identity-conflict");

  private static final String IN_PROGRESS = "in-progress";
  private static final int LONGEST_QUOTE = 200;

  private final String provider;
  private final ObjectMapper json;
  private final Clock clock;
  private final Duration longestRetryAfter;
  private final int maxAnswerBytes;

  Classifier(ProviderSettings settings, ObjectMapper json, Clock clock) {
    this.provider = settings.name();
    this.json = json;
    this.clock = clock;
    this.longestRetryAfter = settings.longestRetryAfter();
    this.maxAnswerBytes = settings.maxAnswerBytes();
  }

  /** Reads the answer to its end. */
  <T> Outcome<T> answered(ProviderCall call, Response response, Function<Answer, T> reader)
      throws IOException {
    Buffer body = new Buffer();
    boolean whole = readUpToLimit(response.body().source(), body);
    int status = response.code();
    if (status >= 200 && status < 300) {
      if (!whole) {
        return unreadable(call, "the answer is longer than " + maxAnswerBytes + " bytes");
      }
      return success(call, body.readUtf8(), reader);
    }
    JsonNode problem = whole ? problem(body.readUtf8()) : MissingNode.getInstance();
    return failure(call, status, problem, response.header("Retry-After"));
  }

  /** {@code sent} is whether any of the request may have reached the provider. */
  <T> Outcome<T> unanswered(ProviderCall call, boolean sent, IOException cause) {
    boolean doubt = sent && call.changesSomething();
    String what = sent ? " got no answer: " : " could not be sent: ";
    return new Failure<>(
        doubt ? Kind.UNKNOWN : Kind.TRANSIENT,
        provider + ": " + call + what + describe(cause),
        null,
        null);
  }

  private boolean readUpToLimit(BufferedSource source, Buffer into) throws IOException {
    long left = maxAnswerBytes + 1L;
    while (left > 0) {
      long read = source.read(into, left);
      if (read == -1) {
        return true;
      }
      left -= read;
    }
    return false;
  }

  private <T> Outcome<T> success(ProviderCall call, String body, Function<Answer, T> reader) {
    try {
      return new Success<>(
          reader.apply(
              new Answer(body.isBlank() ? MissingNode.getInstance() : json.readTree(body))));
    } catch (JsonProcessingException e) {
      return unreadable(call, "the answer is not JSON");
    } catch (RuntimeException e) {
      // Whatever the reader stumbles over: an answer that it cannot use is a malformed one.
      return unreadable(call, String.valueOf(e.getMessage()));
    }
  }

  private <T> Outcome<T> unreadable(ProviderCall call, String why) {
    return Failure.of(Kind.PERMANENT, provider + ": " + call + ": " + why);
  }

  private <T> Outcome<T> failure(
      ProviderCall call, int status, JsonNode problem, @Nullable String retryAfter) {
    String type = lastPart(problem.path("type").asText(""));
    String reason = quote(problem);
    String message =
        provider
            + ": "
            + call
            + " answered "
            + status
            + (type.isEmpty() ? "" : " " + type)
            + (reason.isEmpty() ? "" : ": " + reason);
    Duration wait = RetryAfter.parse(retryAfter, clock, longestRetryAfter).orElse(null);
    Kind kind = kind(call, status, type);
    Refusal refusal =
        kind == Kind.REFUSED ? new Refusal(type, reason.isEmpty() ? type : reason) : null;
    return new Failure<>(
        kind, message, refusal, kind == Kind.BUSY || kind == Kind.TRANSIENT ? wait : null);
  }

  private static Kind kind(ProviderCall call, int status, String type) {
    if (status == 429 || (status == 409 && type.equals(IN_PROGRESS))) {
      return Kind.BUSY;
    }
    if (status == 503 || status == 408 || status == 425) {
      return Kind.TRANSIENT;
    }
    if (status >= 500) {
      return call.changesSomething() ? Kind.UNKNOWN : Kind.TRANSIENT;
    }
    return status >= 400 && REFUSALS.contains(type) ? Kind.REFUSED : Kind.PERMANENT;
  }

  private JsonNode problem(String body) {
    try {
      JsonNode tree = json.readTree(body);
      return tree == null ? MissingNode.getInstance() : tree;
    } catch (JsonProcessingException e) {
      // A proxy's HTML page, for one: the status alone must do.
      return MissingNode.getInstance();
    }
  }

  private static String quote(JsonNode problem) {
    String text = problem.path("detail").asText(problem.path("title").asText(""));
    return text.length() <= LONGEST_QUOTE ? text : text.substring(0, LONGEST_QUOTE) + "…";
  }

  /** A problem's type may be a whole URI; its last part is the word we know. */
  private static String lastPart(String type) {
    return type.substring(Math.max(type.lastIndexOf('/'), type.lastIndexOf(':')) + 1);
  }

  private static String describe(IOException cause) {
    String name = cause.getClass().getSimpleName();
    return cause.getMessage() == null ? name : cause.getMessage() + " (" + name + ")";
  }
}
