package dev.sluice.gateway.console;

import dev.sluice.gateway.journal.RunBook.Run;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where the pages are. What others have named stands behind the question mark: in a path a slash, a
 * dot or a percent sign in it would mean something else to whatever is on the way.
 */
final class Links {

  static final String EVENTS = Console.PATH + "/events";
  static final String RUNS = Console.PATH + "/runs";
  static final String RUN = RUNS + "/one";
  static final String TASKS = Console.PATH + "/tasks";
  static final String TASK = TASKS + "/one";
  static final String DEAD_LETTERS = Console.PATH + "/dead-letters";
  static final String DEAD_LETTER = DEAD_LETTERS + "/one";
  static final String ROUTES = Console.PATH + "/routes";
  static final String SOURCES = Console.PATH + "/sources";
  static final String HEALTH = Console.PATH + "/health";
  static final String SIGN_IN = Console.PATH + "/sign-in";

  private Links() {}

  /** Whether this is an address of the console's, and never of anything else. */
  static boolean isOurs(String address) {
    return (address.startsWith(Console.PATH + "/") || address.startsWith(Console.PATH + "?"))
        && address.chars().allMatch(c -> c > ' ' && c < 127 && c != '\\');
  }

  static String event(Object eid) {
    return EVENTS + "/" + encoded(eid.toString());
  }

  static String run(Run run) {
    return run(run.target().workflowId(), run.target().namespace(), run.runId());
  }

  /** The run of that id; the newest where it has none. */
  static String run(String workflowId, @Nullable String runId) {
    return run(workflowId, "", runId);
  }

  private static String run(String workflowId, String namespace, @Nullable String runId) {
    Map<String, String> query = new LinkedHashMap<>();
    query.put("id", workflowId);
    if (!namespace.isEmpty()) {
      query.put("namespace", namespace);
    }
    if (runId != null) {
      query.put("run", runId);
    }
    return with(RUN, query);
  }

  static String task(String id) {
    return with(TASK, Map.of("id", id));
  }

  static String tasksWith(String assignee) {
    return with(TASKS, Map.of("assignee", assignee));
  }

  static String deadLetter(Object id) {
    return with(DEAD_LETTER, Map.of("id", id.toString()));
  }

  /** The events that have this value there. */
  static String eventsBy(String name, String value) {
    return with(EVENTS, Map.of(name, value));
  }

  /** The configuration allows no name that would mean something else in a path. */
  static String route(String name) {
    return ROUTES + "/" + encoded(name);
  }

  static String deadLettersOf(String route) {
    return with(DEAD_LETTERS, Map.of("route", route));
  }

  /** To sign in, and then go on there. */
  static String signIn(String next) {
    return with(SIGN_IN, Map.of("next", next));
  }

  /** What is done to what a link names, at the same address with a word more in its path. */
  static String act(String link, String act) {
    return link.replaceFirst("\\?", "/" + act + "?");
  }

  /** A path with what is asked of it, in the map's order. */
  static String with(String path, Map<String, String> query) {
    return query.isEmpty()
        ? path
        : query.entrySet().stream()
            .map(each -> encoded(each.getKey()) + "=" + encoded(each.getValue()))
            .collect(Collectors.joining("&", path + "?", ""));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8)
        .replace("+", "%20")
        .replace("%3A", ":")
        .replace("*", "%2A");
  }
}
