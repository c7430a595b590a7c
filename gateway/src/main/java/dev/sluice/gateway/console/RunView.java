package dev.sluice.gateway.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.gateway.journal.RunBook;
import dev.sluice.gateway.run.LiveRun;
import dev.sluice.gateway.task.Task;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One run as it is now. {@code attempts} are all at what it was begun for; {@code isNewest} where
 * no later run has its id; {@code questions} are those that it asks people now; {@code temporal} is
 * its page in the Temporal UI, where there is one; {@code poll} is where to ask for what is new, if
 * more comes.
 */
record RunView(
    Frame frame,
    LiveRun live,
    boolean isNewest,
    List<RunBook.Run> attempts,
    List<Task> questions,
    @Nullable String temporal,
    @Nullable String poll) {

  /** One line of a saga's ledger. */
  record Step(
      String name,
      String state,
      @Nullable String reference,
      int attempt,
      @Nullable String error,
      @Nullable Instant at) {

    private static Step of(JsonNode step) {
      return new Step(
          step.path("step").asText(),
          step.path("state").asText(),
          step.path("reference").textValue(),
          step.path("attempt").asInt(),
          step.path("error").textValue(),
          instant(step.path("at").textValue()));
    }

    /** A workflow of another's own may write it otherwise. */
    private static @Nullable Instant instant(@Nullable String text) {
      try {
        return text == null ? null : Instant.parse(text);
      } catch (DateTimeException e) {
        return null;
      }
    }
  }

  List<Step> steps() {
    List<Step> steps = new ArrayList<>();
    JsonNode progress = live.progress();
    if (progress != null) {
      progress.path("steps").forEach(step -> steps.add(Step.of(step)));
    }
    return steps;
  }

  /** A sentence of the run's own, while it waits. */
  @Nullable String waitsFor() {
    JsonNode progress = live.progress();
    return progress == null ? null : progress.path("waitsFor").textValue();
  }

  /** What it is at, or in a word what came of it, as far as it says so. */
  @Nullable String state() {
    JsonNode result = live.result();
    if (result != null) {
      return result.path("outcome").textValue();
    }
    JsonNode progress = live.progress();
    return progress == null || live.isOver() ? null : progress.path("state").textValue();
  }

  /** The ledger in it stands above already. */
  String result() {
    JsonNode result = live.result();
    if (result instanceof ObjectNode object && !steps().isEmpty()) {
      return Words.json(object.deepCopy().without("ledger"));
    }
    return result == null ? "" : Words.json(result);
  }

  String status() {
    return Words.status(live.status());
  }

  /** A run that was refused has completed, too: what came of it counts more. */
  String tone() {
    String state = state();
    return live.result() != null && state != null && Words.isKnown(state)
        ? Words.tone(state)
        : Words.tone(status());
  }

  String path() {
    return Links.run(live.run());
  }

  /** The same, to ask later whether it has become another. */
  RunView marked(String mark) {
    String again = path() + "&seen=" + mark;
    return new RunView(
        frame, live, isNewest, attempts, questions, temporal, live.isOver() ? null : again);
  }
}
