package dev.sluice.gateway.console;

import dev.sluice.gateway.edge.Http;
import dev.sluice.gateway.edge.Http.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/** A browser without a script: it keeps cookies, sends forms, and goes where it is led. */
final class Clicks {

  private static final OkHttpClient CLIENT =
      new OkHttpClient.Builder().followRedirects(false).build();
  private static final MediaType FORM = MediaType.get("application/x-www-form-urlencoded");

  private final String url;
  private final Map<String, String> cookies = new TreeMap<>();

  Clicks(String url) {
    this.url = url;
  }

  Answer get(String path) {
    return get(path, Map.of());
  }

  /** As the script of an open page asks. */
  Answer poll(String path) {
    return get(path.replace("&amp;", "&"), Map.of("HX-Request", "true"));
  }

  private Answer get(String path, Map<String, String> headers) {
    return go(new Request.Builder().url(url + path), headers);
  }

  Answer form(String path, String fields) {
    return form(path, fields, Map.of());
  }

  Answer form(String path, String fields, Map<String, String> headers) {
    RequestBody body = RequestBody.create(fields.getBytes(StandardCharsets.UTF_8), FORM);
    Map<String, String> all = new HashMap<>(headers);
    all.putIfAbsent("Origin", url);
    return go(new Request.Builder().url(url + path).post(body), all);
  }

  Map<String, String> cookies() {
    return cookies;
  }

  private Answer go(Request.Builder request, Map<String, String> headers) {
    Map<String, String> all = new HashMap<>(headers);
    all.put("Accept", "text/html,*/*;q=0.8");
    all.put(
        "Cookie",
        cookies.entrySet().stream()
            .map(each -> each.getKey() + "=" + each.getValue())
            .collect(Collectors.joining("; ")));
    all.forEach(request::header);
    try (Response response = CLIENT.newCall(request.build()).execute()) {
      keep(response);
      String location = response.header("Location");
      return location == null
          ? new Http.Answer(response.code(), response.headers(), response.body().string())
          : get(location.startsWith(url) ? location.substring(url.length()) : location);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void keep(Response response) {
    for (String cookie : response.headers("Set-Cookie")) {
      String[] pair = cookie.split(";", 2)[0].split("=", 2);
      if (pair[1].isEmpty()) {
        cookies.remove(pair[0]);
      } else {
        cookies.put(pair[0], pair[1]);
      }
    }
  }
}
