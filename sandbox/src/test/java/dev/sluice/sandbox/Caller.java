package dev.sluice.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.StreamSupport;
import okhttp3.Headers;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/**
 * Calls one service over real HTTP; never repeats a call by itself. Every answer to a call that the
 * service describes is held against the description.
 */
final class Caller {

  private static final MediaType JSON = MediaType.get("application/json");
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final OkHttpClient CLIENT =
      new OkHttpClient.Builder()
          .retryOnConnectionFailure(false)
          .readTimeout(Duration.ofSeconds(20))
          .build();

  private final String url;
  private final Description description;

  Caller(String url) {
    this.url = url;
    // A connection to a server that was here before would be used once more, and fail.
    CLIENT.connectionPool().evictAll();
    this.description =
        Description.of(raw(new Request.Builder().url(url + "/openapi.json").build()));
  }

  record Got(int status, Headers headers, JsonNode body) {
    String text(String name) {
      return body.path(name).asText();
    }
  }

  Got post(String path, String key, String body) throws IOException {
    return send("POST", path, key, body);
  }

  Got delete(String path, String key) throws IOException {
    return send("DELETE", path, key, "");
  }

  Got get(String path) throws IOException {
    return call(new Request.Builder().url(url + path).build());
  }

  /** Without a key when it is empty. */
  Got send(String method, String path, String key, String body) throws IOException {
    RequestBody content = body.isEmpty() ? RequestBody.EMPTY : RequestBody.create(body, JSON);
    Request.Builder request = new Request.Builder().url(url + path).method(method, content);
    if (!key.isEmpty()) {
      request.header("Idempotency-Key", key);
    }
    return call(request.build());
  }

  Got call(Request request) throws IOException {
    Got got = exchange(request);
    description.check(request.method(), request.url().encodedPath(), got);
    return got;
  }

  private static JsonNode raw(Request request) {
    try {
      return exchange(request).body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Got exchange(Request request) throws IOException {
    try (Response response = CLIENT.newCall(request).execute()) {
      String body = response.body().string();
      return new Got(
          response.code(),
          response.headers(),
          body.isEmpty() ? MissingNode.getInstance() : MAPPER.readTree(body));
    }
  }

  /** {@code reserve:reserved release:released} for the order. */
  String ledger(String orderId) throws IOException {
    JsonNode rows = get("/ledger?orderId=" + orderId).body();
    Optional<String> words =
        StreamSupport.stream(rows.spliterator(), false)
            .map(row -> row.path("op").asText() + ":" + row.path("state").asText())
            .reduce((a, b) -> a + " " + b);
    return words.orElse("");
  }

  String url() {
    return url;
  }
}
