package dev.sluice.proof;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.Dispatcher;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;

/** Plain HTTP to one base URL, no retries: what a script with curl would see. */
final class Http {

  record Answer(int status, Map<String, String> headers, JsonNode body) {}

  static final ObjectMapper JSON = new ObjectMapper();

  private static final OkHttpClient CLIENT =
      new OkHttpClient.Builder()
          .readTimeout(Duration.ofSeconds(60))
          .retryOnConnectionFailure(false)
          // Given up before the server does: a repeated GET would hide what a script sees.
          .connectionPool(new ConnectionPool(5, 20, TimeUnit.SECONDS))
          .dispatcher(new Dispatcher())
          .build();

  private final String base;
  private final Optional<String> key;

  Http(String base) {
    this(base, Optional.empty());
  }

  private Http(String base, Optional<String> key) {
    this.key = key;
    this.base = base.endsWith("/") ? base.substring(0, base.length() - 1) : base;
  }

  /** The same with a key. */
  Http with(String other) {
    return new Http(base, Optional.of(other));
  }

  String base() {
    return base;
  }

  Answer get(String path, String... headers) {
    return call(with(new Request.Builder().url(base + path), headers));
  }

  /** What is not JSON. */
  String text(String path) {
    try (var response = CLIENT.newCall(new Request.Builder().url(base + path).build()).execute()) {
      return response.body().string();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A number among its metrics; 0 where there is none. */
  double metric(String name) {
    return text("/metrics")
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  Answer post(String path, String json, String... headers) {
    return post(
        path, "application/json", json.getBytes(java.nio.charset.StandardCharsets.UTF_8), headers);
  }

  Answer post(String path, String contentType, byte[] body, String... headers) {
    // Not MediaType.get of a String body: OkHttp would add a charset.
    var request =
        new Request.Builder()
            .url(base + path)
            .post(RequestBody.create(body, MediaType.get(contentType)));
    return call(with(request, headers));
  }

  private static Request with(Request.Builder request, String... headers) {
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return request.build();
  }

  private Answer call(Request plain) {
    Request request =
        key.map(own -> plain.newBuilder().header("Authorization", "Bearer " + own).build())
            .orElse(plain);
    try (var response = CLIENT.newCall(request).execute()) {
      var text = response.body().string();
      var headers = new java.util.TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
      response.headers().forEach(pair -> headers.put(pair.getFirst(), pair.getSecond()));
      return new Answer(response.code(), headers, parse(text));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode parse(String text) throws IOException {
    if (text.startsWith("{") || text.startsWith("[")) {
      return JSON.readTree(text);
    }
    return MissingNode.getInstance();
  }
}
