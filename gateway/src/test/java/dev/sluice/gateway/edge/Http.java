package dev.sluice.gateway.edge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import okhttp3.Headers;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/** Real HTTP against one base URL. Every answer must be as the API describes it. */
public final class Http {

  /** {@code json} is missing where the body is none. */
  public record Answer(int status, Headers headers, String body) {

    public JsonNode json() {
      try {
        return new ObjectMapper().readTree(body);
      } catch (IOException e) {
        throw new UncheckedIOException(body, e);
      }
    }

    public String problem() {
      return json().path("type").asText().replace("urn:sluice:problem:", "");
    }
  }

  private static final OkHttpClient CLIENT =
      new OkHttpClient.Builder().readTimeout(Duration.ofSeconds(30)).followRedirects(false).build();

  private final String url;
  private final int port;

  public Http(String url, int port) {
    this.url = url;
    this.port = port;
  }

  public URI uri(String path) {
    return URI.create(url + path);
  }

  public Answer get(String path) {
    return send("GET", path, Map.of(), null);
  }

  public Answer post(String path, String json) {
    return send("POST", path, Map.of("Content-Type", "application/json"), bytes(json));
  }

  public Answer put(String path, String json) {
    return send("PUT", path, Map.of("Content-Type", "application/json"), bytes(json));
  }

  public Answer send(
      String method, String path, Map<String, String> headers, byte @Nullable [] body) {
    String type = headers.get("Content-Type");
    RequestBody content =
        body == null ? null : RequestBody.create(body, type == null ? null : MediaType.parse(type));
    Request.Builder request = new Request.Builder().url(url + path).method(method, content);
    headers.forEach(request::header);
    return call(request.build());
  }

  public Answer call(Request request) {
    try (Response response = CLIENT.newCall(request).execute()) {
      Answer answer = new Answer(response.code(), response.headers(), response.body().string());
      if (!answer.body().isEmpty()) {
        Described.check(request.method(), request.url().encodedPath(), answer);
      }
      return answer;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends these very bytes and reads until the server closes. */
  public String raw(String request) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(bytes(request));
      socket.getOutputStream().flush();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public int port() {
    return port;
  }

  public String url() {
    return url;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
