package dev.sluice.gateway.people;

import com.nimbusds.jose.util.Resource;
import com.nimbusds.jose.util.ResourceRetriever;
import com.nimbusds.oauth2.sdk.http.HTTPRequestSender;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.http.ReadOnlyHTTPRequest;
import com.nimbusds.oauth2.sdk.http.ReadOnlyHTTPResponse;
import java.io.IOException;
import java.net.URL;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/**
 * How a provider is asked: within seconds, up to a bound, and without following it elsewhere. Safe
 * for many threads.
 */
final class OpenIdHttp implements HTTPRequestSender, ResourceRetriever {

  private static final long LARGEST = 512 * 1024;
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final int AT_ONCE = 8;

  private final Semaphore free = new Semaphore(AT_ONCE);
  private final OkHttpClient client =
      new OkHttpClient.Builder().callTimeout(PATIENCE).followRedirects(false).build();

  @Override
  public ReadOnlyHTTPResponse send(ReadOnlyHTTPRequest request) throws IOException {
    Request.Builder ours = new Request.Builder().url(request.getURL());
    for (Map.Entry<String, List<String>> header : request.getHeaderMap().entrySet()) {
      header.getValue().forEach(value -> ours.addHeader(header.getKey(), value));
    }
    String method = request.getMethod().name();
    ours.method(method, method.equals("GET") ? null : body(request));
    try (Response response = answer(ours.build())) {
      HTTPResponse answer = new HTTPResponse(response.code());
      String type = response.header("Content-Type");
      if (type != null) {
        answer.setHeader("Content-Type", type);
      }
      answer.setBody(text(response));
      return answer;
    }
  }

  /** Of a provider that does not answer strangers must not make all threads wait. */
  private Response answer(Request request) throws IOException {
    if (!free.tryAcquire()) {
      throw new IOException("It is asked " + AT_ONCE + " times already");
    }
    try {
      return client.newCall(request).execute();
    } finally {
      free.release();
    }
  }

  private static RequestBody body(ReadOnlyHTTPRequest request) {
    List<String> types = request.getHeaderMap().getOrDefault("Content-Type", List.of());
    @Nullable MediaType type = types.isEmpty() ? null : MediaType.parse(types.get(0));
    @Nullable String body = request.getBody();
    return RequestBody.create(body == null ? "" : body, type);
  }

  @Override
  public Resource retrieveResource(URL url) throws IOException {
    try (Response response = answer(new Request.Builder().url(url).build())) {
      if (!response.isSuccessful()) {
        throw new IOException("The keys are answered " + response.code());
      }
      return new Resource(text(response), response.header("Content-Type"));
    }
  }

  private static String text(Response response) throws IOException {
    BufferedSource source = response.body().source();
    if (source.request(LARGEST + 1)) {
      throw new IOException("The answer is larger than " + LARGEST + " bytes");
    }
    return source.readUtf8();
  }
}
