package dev.sluice.gateway.task;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a run's word on a task, as {@code PUT /v1/tasks/{id}} has it and the run's query. Members
 * that it does not know are left out.
 */
public final class WordReader {

  private static final JsonMapper LENIENT =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  private final JsonNode body;

  private WordReader(JsonNode body) {
    this.body = body;
  }

  public static Word read(JsonNode body) throws NotAWord {
    WordReader reader = new WordReader(body);
    return new Word(
        reader.task(),
        reader.heard(),
        reader.remind(),
        optional(body, "namespace"),
        body.path("told").canConvertToLong() ? body.path("told").longValue() : null,
        optional(body, "firstRunId"));
  }

  private Task task() throws NotAWord {
    String id = required("id");
    if (!id.startsWith(required("workflowId") + ":")) {
      throw new NotAWord("/id", "id must be the workflowId, a colon, and a name.");
    }
    if (Task.isReserved(id)) {
      throw new NotAWord(
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
        data.isObject() ? data : JsonNodeFactory.instance.objectNode(),
        choices(),
        required("tier"),
        optional(body, "due"),
        decision(),
        List.of(),
        ballot(),
        comments());
  }

  /** What of all that was said has reached the run. */
  private Set<String> heard() {
    Set<String> heard = new HashSet<>();
    body.path("heard").forEach(id -> heard.add(id.asText()));
    return Set.copyOf(heard);
  }

  /** When those who are asked now are to be reminded. */
  private List<Instant> remind() throws NotAWord {
    List<Instant> remind = new ArrayList<>();
    for (JsonNode each : body.path("remind")) {
      try {
        remind.add(Instant.parse(each.asText()));
      } catch (DateTimeParseException e) {
        throw new NotAWord("/remind", "remind must be a list of instants.");
      }
    }
    return List.copyOf(remind);
  }

  private Ballot ballot() throws NotAWord {
    JsonNode ballot = body.path("ballot");
    if (!ballot.isObject()) {
      return Ballot.PLAIN;
    }
    for (JsonNode vote : ballot.path("votes")) {
      if (!vote.path("decision").isTextual()) {
        throw new NotAWord("/ballot", "ballot has a vote without its decision.");
      }
    }
    return read("ballot", ballot, Ballot.class);
  }

  private List<Comment> comments() throws NotAWord {
    List<Comment> comments = new ArrayList<>();
    for (JsonNode each : body.path("comments")) {
      if (!each.isObject()) {
        throw new NotAWord("/comments", "comments must be a list of objects.");
      }
      comments.add(read("comments", each, Comment.class));
    }
    return List.copyOf(comments);
  }

  private static <T> T read(String name, JsonNode value, Class<T> type) throws NotAWord {
    try {
      return LENIENT.treeToValue(value, type);
    } catch (JsonProcessingException e) {
      throw new NotAWord("/" + name, name + " is not as a worker of Sluice tells it.");
    }
  }

  private Task.State state() throws NotAWord {
    String text = required("state");
    for (Task.State state : Task.State.values()) {
      if (state.name().equals(text)) {
        return state;
      }
    }
    throw new NotAWord("/state", "state must be open, decided or expired.");
  }

  private List<String> choices() throws NotAWord {
    List<String> choices = new ArrayList<>();
    for (JsonNode choice : body.path("choices")) {
      if (!choice.isTextual()) {
        throw new NotAWord("/choices", "choices must be a list of strings.");
      }
      choices.add(choice.textValue());
    }
    return List.copyOf(choices);
  }

  private @Nullable Decision decision() throws NotAWord {
    JsonNode decision = body.path("decision");
    if (!decision.isObject()) {
      return null;
    }
    String choice = optional(decision, "decision");
    if (choice == null) {
      throw new NotAWord("/decision/decision", "decision must be a string.");
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

  private String required(String name) throws NotAWord {
    String text = optional(body, name);
    if (text == null || text.isEmpty()) {
      throw new NotAWord("/" + name, name + " must be a string that is not empty.");
    }
    return text;
  }

  private static @Nullable String optional(JsonNode object, String name) {
    JsonNode value = object.path(name);
    return value.isTextual() ? value.textValue() : null;
  }
}
