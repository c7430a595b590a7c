package dev.sluice.gateway.edge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.gateway.journal.RunBook;
import dev.sluice.gateway.journal.Verdict.RunStatus;
import dev.sluice.gateway.run.LiveRun;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A run as JSON. */
final class RunJson {

  /** Members of a run's progress that are shown as the run's own. */
  private static final List<String> PROGRESS = List.of("state", "step", "waitsFor", "steps");

  /** What {@code status} can say. */
  static final List<String> STATUSES =
      Stream.concat(Stream.of(RunBook.HELD), Arrays.stream(RunStatus.values()).map(RunStatus::name))
          .toList();

  private RunJson() {}

  /** What the journal knows: enough for a list. */
  static ObjectNode brief(RunBook.Run run) {
    String id = run.target().workflowId();
    ObjectNode json = Json.object();
    json.put("workflowId", id);
    json.put("runId", run.runId());
    json.put("status", word(run.status()));
    json.put("workflowType", run.workflowType());
    json.put("route", run.route());
    json.put("eid", run.eid().toString());
    put(json, "startedAt", run.startedAt());
    put(json, "endedAt", run.endedAt());
    json.putObject("links")
        .put("self", Paths.run(id))
        .put("event", Paths.event(run.eid()))
        .put("stream", Paths.run(id) + "/stream");
    return json;
  }

  static ObjectNode full(LiveRun live) {
    ObjectNode json = brief(live.run());
    json.put("runId", live.runId());
    json.put("status", word(live.status()));
    put(json, "endedAt", live.endedAt());
    if (!live.engineAnswers()) {
      json.put("engine", "unavailable");
    }
    json.put("summary", live.summary());
    json.put("details", live.details());
    JsonNode progress = live.progress();
    json.putArray("steps");
    for (String name : PROGRESS) {
      if (progress != null && progress.hasNonNull(name)) {
        json.set(name, progress.get(name));
      }
    }
    return json.setAll(end(live));
  }

  /** How it ended: the members that an answer to {@code Prefer: wait} has too. */
  static ObjectNode end(LiveRun live) {
    ObjectNode end = Json.object().put("status", word(live.status()));
    if (live.result() != null) {
      end.set("result", live.result());
    }
    if (live.failure() != null) {
      end.set("failure", Json.tree(live.failure()));
    }
    return end;
  }

  /** Without a status a run is kept and waits for its start. */
  private static String word(@Nullable RunStatus status) {
    return status == null ? RunBook.HELD : status.name();
  }

  private static void put(ObjectNode json, String name, @Nullable Instant time) {
    EventJson.put(json, name, time == null ? null : time.toString());
  }
}
