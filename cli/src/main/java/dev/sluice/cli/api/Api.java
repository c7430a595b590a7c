package dev.sluice.cli.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.cli.CommandFailure;
import java.io.IOException;
import java.net.URLEncoder;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import okhttp3.Call;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * The gateway's API as the verbs use it. A problem of its becomes a {@link CommandFailure}. A key
 * is taken from {@code SLUICE_GATEWAY_KEY} only: flags stand in process lists.
 */
final class Api {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final MediaType APPLICATION_JSON = MediaType.get("application/json");

  @Option(
      names = "--url",
      defaultValue = "${env:SLUICE_GATEWAY_URL:-http://127.0.0.1:8080}",
      paramLabel = "URL",
      description = "The gateway. Default: SLUICE_GATEWAY_URL, else http://127.0.0.1:8080.")
  private String url = "";

  /** Nobody answers, or somebody who cannot now: later it may be otherwise. */
  static final class Away extends CommandFailure {

    Away(String url, IOException e) {
      super(
          "No gateway answers at " + url + " (" + e.getMessage() + ").",
          "Start one with `sluice dev`, or name it with --url.",
          e);
    }

    Away(CommandFailure refusal) {
      super(String.valueOf(refusal.getMessage()), refusal.hint(), refusal);
    }
  }

  /** A variable that is set to nothing is not set. */
  private String url() {
    return url.isBlank() ? "http://127.0.0.1:8080" : url;
  }

  /** A path of the API; an id in it may hold any character. */
  static String path(String first, String... more) {
    var path = new StringBuilder("v1/").append(first);
    for (var part : more) {
      path.append('/').append(URLEncoder.encode(part, UTF_8).replace("+", "%20"));
    }
    return path.toString();
  }

  /** Parameters with an absent value are left out. */
  JsonNode get(String path, Map<String, @Nullable String> parameters) {
    return call(new Request.Builder().url(address(path, parameters)));
  }

  private HttpUrl address(String path, Map<String, @Nullable String> parameters) {
    var address = address(path).newBuilder();
    parameters.forEach(
        (name, value) -> {
          if (value != null) {
            address.addQueryParameter(name, value);
          }
        });
    return address.build();
  }

  /** Gives a stream's lines as they come, until it ends, is cut, or nobody takes them. */
  void stream(
      String path,
      Map<String, @Nullable String> parameters,
      @Nullable String lastEventId,
      Predicate<String> line) {
    var request = new Request.Builder().url(address(path, parameters));
    if (lastEventId != null) {
      request.header("Last-Event-ID", lastEventId);
    }
    // The stream says every ten seconds that it is still there.
    var http = new OkHttpClient.Builder().readTimeout(Duration.ofSeconds(30)).build();
    try (var response = begun(http.newCall(authorised(request).build()))) {
      var body = response.body().source();
      String next = body.readUtf8Line();
      while (next != null && line.test(next)) {
        next = body.readUtf8Line();
      }
    } catch (IOException cut) {
      // Whoever follows comes back from where it was.
    } finally {
      http.connectionPool().evictAll();
      http.dispatcher().executorService().shutdown();
    }
  }

  /** An answer that is a stream, to be closed by the caller. */
  private Response begun(Call call) {
    try {
      var response = call.execute();
      if (isStream(response)) {
        return response;
      }
      try (response) {
        throw noStream(response.code(), response.body().string());
      }
    } catch (IOException e) {
      throw new Away(url(), e);
    }
  }

  private static boolean isStream(Response response) {
    var type = response.body().contentType();
    return response.isSuccessful() && type != null && type.subtype().equals("event-stream");
  }

  /** A proxy whose gateway is away has a page of its own. */
  private CommandFailure noStream(int status, String body) {
    var problem = json(body);
    if (status >= 500) {
      return new Away(refused(status, problem.orElseGet(MissingNode::getInstance)));
    }
    return status >= 400 && problem.isPresent()
        ? refused(status, problem.get())
        : new CommandFailure(
            url() + " answered something that is no stream of events.", "Is it a Sluice gateway?");
  }

  private static Optional<JsonNode> json(String body) {
    try {
      return Optional.of(JSON.readTree(body));
    } catch (JacksonException other) {
      return Optional.empty();
    }
  }

  JsonNode post(String path, String body, Map<String, String> headers) {
    return post(path, body.getBytes(UTF_8), "application/json", headers);
  }

  JsonNode post(String path, byte[] body, String contentType, Map<String, String> headers) {
    var type = contentType.isEmpty() ? APPLICATION_JSON : MediaType.get(contentType);
    var request = new Request.Builder().url(address(path)).post(RequestBody.create(body, type));
    headers.forEach(request::header);
    return call(request);
  }

  Answer post(String path, ObjectNode body) {
    var content = RequestBody.create(body.toString().getBytes(UTF_8), APPLICATION_JSON);
    return answer(new Request.Builder().url(address(path)).post(content));
  }

  private HttpUrl address(String path) {
    var base = HttpUrl.parse(url());
    if (base == null) {
      throw new CommandFailure(
          "This is not an http address: " + url(), "Give one with --url or SLUICE_GATEWAY_URL.");
    }
    return base.newBuilder().addEncodedPathSegments(path).build();
  }

  /** What the gateway answers to what it takes. */
  record Answer(int status, JsonNode body) {

    /** Or only kept, until somebody does it. */
    boolean isDone() {
      return status != 202;
    }
  }

  private JsonNode call(Request.Builder request) {
    return answer(request).body();
  }

  private Answer answer(Request.Builder request) {
    // Long enough for `Prefer: wait`; a command makes one call and ends.
    var http = new OkHttpClient.Builder().readTimeout(Duration.ofMinutes(2)).build();
    try (var response = http.newCall(authorised(request).build()).execute()) {
      var text = response.body().string();
      var body = text.isBlank() ? MissingNode.getInstance() : JSON.readTree(text);
      if (!response.isSuccessful()) {
        throw refused(response.code(), body);
      }
      return new Answer(response.code(), body);
    } catch (JacksonException e) {
      throw new CommandFailure(
          url() + " answered something that is not JSON.", "Is it a Sluice gateway?", e);
    } catch (IOException e) {
      throw new Away(url(), e);
    } finally {
      http.connectionPool().evictAll();
      http.dispatcher().executorService().shutdown();
    }
  }

  private static Request.Builder authorised(Request.Builder request) {
    var key = System.getenv("SLUICE_GATEWAY_KEY");
    return key == null || key.isBlank()
        ? request
        : request.header("Authorization", "Bearer " + key.strip());
  }

  private static CommandFailure refused(int status, JsonNode problem) {
    var title = problem.path("title").asText("refused");
    var detail = problem.path("detail").asText("");
    var hint = new StringBuilder(detail);
    for (var error : problem.path("errors")) {
      var fault = error.path("detail").asText();
      var pointer = error.path("pointer").asText();
      if (!pointer.isEmpty() || !fault.equals(detail)) {
        hint.append('\n').append(pointer).append(pointer.isEmpty() ? "" : ": ").append(fault);
      }
    }
    return new CommandFailure(status + " " + title, hint.toString().strip());
  }
}
