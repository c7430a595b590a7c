package dev.sluice.sandbox.provider;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a changing call is answered with, kept under its key. {@code lost} cuts the connection
 * instead, once: a repeat is answered from what was kept.
 */
public record Answer(int status, String body, boolean lost) {

  public static Answer of(int status, Object body) {
    return new Answer(status, Json.write(body), false);
  }

  /** A business "no": nothing was done. */
  public static Answer refusal(int status, String type, String title, String detail) {
    Map<String, Object> problem = new LinkedHashMap<>();
    problem.put("type", type);
    problem.put("title", title);
    problem.put("status", status);
    problem.put("detail", detail);
    return of(status, problem);
  }

  /** No such thing under this id. */
  public static Answer unknown(String what, String id) {
    return refusal(404, "not-found", "Not found", "there is no %s %s".formatted(what, id));
  }

  public Answer losing(boolean lose) {
    return new Answer(status, body, lose);
  }

  boolean isRefusal() {
    return status >= 400;
  }
}
