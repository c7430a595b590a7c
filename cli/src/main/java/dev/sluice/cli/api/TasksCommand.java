package dev.sluice.cli.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.cli.Output;
import java.util.ArrayList;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sluice tasks}: the questions that wait for a person. */
@Command(
    name = "tasks",
    description = "List the questions to people, show one, or decide one.",
    mixinStandardHelpOptions = true,
    subcommands = {
      TasksCommand.ListTasks.class,
      TasksCommand.Show.class,
      TasksCommand.Decide.class
    })
public final class TasksCommand {

  @Command(name = "list", description = "List tasks.", mixinStandardHelpOptions = true)
  static final class ListTasks implements Runnable {

    private static final Listing TASKS =
        Listing.of("v1/tasks")
            .with("TASK", "id")
            .with("STATE", "state")
            .with("DUE", "due")
            .with("CHOICES", ListTasks::choices)
            .with("QUESTION", "question");

    @Mixin private Api api = new Api();
    @Mixin private Output output = new Output();

    @Option(
        names = "--state",
        defaultValue = "open",
        description = "open, decided or expired. Default: open.")
    private String state = "open";

    @Override
    public void run() {
      var parameters = new TreeMap<String, @Nullable String>();
      parameters.put("state", state);
      TASKS.give(api, output, parameters);
    }

    private static String choices(JsonNode task) {
      var choices = new ArrayList<String>();
      task.path("choices").forEach(choice -> choices.add(choice.asText()));
      return String.join(", ", choices);
    }
  }

  @Command(name = "show", description = "Show one task.", mixinStandardHelpOptions = true)
  static final class Show implements Runnable {

    @Mixin private Api api = new Api();
    @Mixin private Output output = new Output();

    @Parameters(paramLabel = "TASK", description = "The task's id.")
    private String id = "";

    @Override
    public void run() {
      output.json(api.get(Api.path("tasks", id), Map.of()));
    }
  }

  @Command(name = "decide", description = "Decide a task.", mixinStandardHelpOptions = true)
  static final class Decide implements Runnable {

    @Mixin private Api api = new Api();
    @Mixin private Output output = new Output();

    @Parameters(index = "0", paramLabel = "TASK", description = "The task's id.")
    private String id = "";

    @Parameters(index = "1", paramLabel = "DECISION", description = "One of its choices.")
    private String decision = "";

    @Option(names = "--comment", description = "Why; needed to settle a step by hand.")
    private @Nullable String comment;

    @Override
    public void run() {
      var body = new ObjectMapper().createObjectNode().put("decision", decision);
      if (comment != null) {
        body.put("comment", comment);
      }
      var answer = api.post(Api.path("tasks", id, "decision"), body.toString(), Map.of());
      output.answer(
          answer,
          () ->
              output.line(
                  id + ": " + decision + ", task is " + answer.path("state").asText("kept")));
    }
  }
}
