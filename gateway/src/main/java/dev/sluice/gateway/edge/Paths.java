package dev.sluice.gateway.edge;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** Where things are. Ids are encoded, so that a slash in one is no path. */
final class Paths {

  private Paths() {}

  static String event(UUID eid) {
    return "/v1/events/" + eid;
  }

  static String run(String workflowId) {
    return "/v1/runs/" + segment(workflowId);
  }

  static String task(String id) {
    return "/v1/tasks/" + segment(id);
  }

  static String route(String name) {
    return "/v1/routes/" + segment(name);
  }

  static String deadLetter(String id) {
    return "/v1/dead-letters/" + segment(id);
  }

  static String redrive(String id) {
    return "/v1/dead-letters/redrives/" + segment(id);
  }

  /** A caller as an event's source. */
  static String caller(String name) {
    return "/callers/" + segment(name);
  }

  private static String segment(String id) {
    return URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20").replace("%3A", ":");
  }
}
