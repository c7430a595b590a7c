package dev.sluice.proof;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Takes whatever JSON is posted to it. */
final class Posts implements AutoCloseable {

  private record Post(String path, JsonNode body) {}

  private final HttpServer server;
  private final List<Post> posts = new CopyOnWriteArrayList<>();

  private Posts(HttpServer server) {
    this.server = server;
  }

  static Posts open() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    Posts posts = new Posts(server);
    server.createContext("/", posts::take);
    server.start();
    return posts;
  }

  private void take(HttpExchange request) throws IOException {
    JsonNode body = Http.JSON.readTree(request.getRequestBody());
    posts.add(new Post(request.getRequestURI().getPath(), body));
    request.sendResponseHeaders(204, -1);
    request.close();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** What stands in that member of each that came to that path, in order. */
  List<String> all(String path, String member) {
    return posts.stream()
        .filter(post -> post.path().equals(path))
        .map(post -> post.body().path(member).asText())
        .toList();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
