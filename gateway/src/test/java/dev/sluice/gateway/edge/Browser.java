package dev.sluice.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.edge.Http.Answer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Keeps cookies and sends forms as a browser does, and follows no redirect by itself. */
public final class Browser {

  private final Http http;
  private final Map<String, String> cookies = new TreeMap<>();

  public Browser(Http http) {
    this.http = http;
  }

  public Answer get(String path) {
    return get(path, Map.of());
  }

  public Answer get(String path, Map<String, String> more) {
    return keep(http.send("GET", path, headers(more), null));
  }

  public Answer post(String path, Map<String, String> fields) {
    return post(path, fields, Map.of());
  }

  public Answer post(String path, Map<String, String> fields, Map<String, String> more) {
    String form =
        fields.entrySet().stream()
            .map(each -> coded(each.getKey()) + "=" + coded(each.getValue()))
            .collect(Collectors.joining("&"));
    Map<String, String> all = new HashMap<>(more);
    all.put("Content-Type", "application/x-www-form-urlencoded");
    return keep(http.send("POST", path, headers(all), form.getBytes(StandardCharsets.UTF_8)));
  }

  public Answer send(String method, String path, Map<String, String> more, String json) {
    Map<String, String> all = new HashMap<>(more);
    all.put("Content-Type", "application/json");
    return keep(http.send(method, path, headers(all), json.getBytes(StandardCharsets.UTF_8)));
  }

  /** Opens the page and sends its form. */
  public Answer signIn(String name, String key) {
    Map<String, String> fields = form(get(SignInApi.PATH));
    fields.put("name", name);
    fields.put("key", key);
    return post(SignInApi.PATH, fields);
  }

  /** The hidden fields of the page's form. */
  public static Map<String, String> form(Answer page) {
    Matcher field =
        Pattern.compile("<input type=\"hidden\" name=\"([a-z]+)\" value=\"([^\"]*)\">")
            .matcher(page.body());
    Map<String, String> fields = new HashMap<>();
    while (field.find()) {
      fields.put(field.group(1), field.group(2));
    }
    assertThat(fields).containsKey("csrf");
    return fields;
  }

  public Map<String, String> cookies() {
    return cookies;
  }

  private Map<String, String> headers(Map<String, String> more) {
    Map<String, String> all = new HashMap<>(more);
    if (!cookies.isEmpty()) {
      all.put(
          "Cookie",
          cookies.entrySet().stream()
              .map(each -> each.getKey() + "=" + each.getValue())
              .collect(Collectors.joining("; ")));
    }
    return all;
  }

  private Answer keep(Answer answer) {
    for (String cookie : answer.headers().values("Set-Cookie")) {
      List<String> pair = List.of(cookie.split(";", 2)[0].split("=", 2));
      if (pair.get(1).isEmpty()) {
        cookies.remove(pair.get(0));
      } else {
        cookies.put(pair.get(0), pair.get(1));
      }
    }
    return answer;
  }

  private static String coded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
