package dev.sluice.gateway.edge;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import dev.sluice.gateway.task.Ballot;
import dev.sluice.gateway.task.Comment;
import dev.sluice.gateway.task.Decision;
import dev.sluice.gateway.task.Task;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the body of {@code PUT /v1/tasks/{id}}. Members that it does not know are left out. */
final class TaskReader {

  private static final ObjectReader LENIENT =
      Json.MAPPER.reader().without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  private final JsonNode body;

  TaskReader(JsonNode body) {
    this.body = body;
  }

  Task task(String id) {
    if (!required("id").equals(id)) {
      throw TasksApi.malformed("/id", "id must be that of the path: " + id + ".");
    }
    if (!id.startsWith(required("workflowId") + ":")) {
      throw TasksApi.malformed("/id", "id must be the workflowId, a colon, and a name.");
    }
    if (Task.isReserved(id)) {
      throw TasksApi.malformed(
          "/id",
          "The name \"ended\" is the gateway's own, for runs that were cut off: give the question"
              + " another name.");
    }
    JsonNode data = body.path("data");
    return new Task(
        id,
        required("workflowId"),
        state(),
        required("question"),
        data.isObject() ? data : Json.object(),
        choices(),
        required("tier"),
        optional(body, "due"),
        decision(),
        List.of(),
        ballot(),
        comments());
  }

  /** What of all that was said has reached the run. */
  Set<String> heard() {
    Set<String> heard = new HashSet<>();
    body.path("heard").forEach(id -> heard.add(id.asText()));
    return Set.copyOf(heard);
  }

  /** When those who are asked now are to be reminded. */
  List<Instant> remind() {
    List<Instant> remind = new ArrayList<>();
    for (JsonNode each : body.path("remind")) {
      try {
        remind.add(Instant.parse(each.asText()));
      } catch (DateTimeParseException e) {
        throw TasksApi.malformed("/remind", "remind must be a list of instants.");
      }
    }
    return List.copyOf(remind);
  }

  private Ballot ballot() {
    JsonNode ballot = body.path("ballot");
    return ballot.isObject() ? read("ballot", ballot, Ballot.class) : Ballot.PLAIN;
  }

  private List<Comment> comments() {
    List<Comment> comments = new ArrayList<>();
    body.path("comments").forEach(each -> comments.add(read("comments", each, Comment.class)));
    return List.copyOf(comments);
  }

  private static <T> T read(String name, JsonNode value, Class<T> type) {
    try {
      return LENIENT.treeToValue(value, type);
    } catch (JsonProcessingException e) {
      throw TasksApi.malformed("/" + name, name + " is not as a worker of Sluice tells it.");
    }
  }

  private Task.State state() {
    String text = required("state");
    for (Task.State state : Task.State.values()) {
      if (state.name().equals(text)) {
        return state;
      }
    }
    throw TasksApi.malformed("/state", "state must be open, decided or expired.");
  }

  private List<String> choices() {
    List<String> choices = new ArrayList<>();
    for (JsonNode choice : body.path("choices")) {
      if (!choice.isTextual()) {
        throw TasksApi.malformed("/choices", "choices must be a list of strings.");
      }
      choices.add(choice.textValue());
    }
    return List.copyOf(choices);
  }

  private @Nullable Decision decision() {
    JsonNode decision = body.path("decision");
    if (!decision.isObject()) {
      return null;
    }
    String choice = optional(decision, "decision");
    if (choice == null) {
      throw TasksApi.malformed("/decision/decision", "decision must be a string.");
    }
    return new Decision(
        optional(decision, "taskId"),
        optional(decision, "decisionId"),
        choice,
        optional(decision, "comment"),
        optional(decision, "by"),
        optional(decision, "at"),
        decision.path("round").isInt() ? decision.path("round").intValue() : null);
  }

  private String required(String name) {
    String text = optional(body, name);
    if (text == null || text.isEmpty()) {
      throw TasksApi.malformed("/" + name, name + " must be a string that is not empty.");
    }
    return text;
  }

  private static @Nullable String optional(JsonNode object, String name) {
    JsonNode value = object.path(name);
    return value.isTextual() ? value.textValue() : null;
  }
}
