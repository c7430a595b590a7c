package dev.sluice.cli.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
    description =
        "List the questions to people, show one, decide it, or see to it that somebody does.",
    mixinStandardHelpOptions = true,
    subcommands = {
      TasksCommand.ListTasks.class,
      TasksCommand.Show.class,
      TasksCommand.Decide.class,
      TasksCommand.Delegate.class,
      TasksCommand.TakeBack.class,
      TasksCommand.Add.class,
      TasksCommand.Comment.class
    })
public final class TasksCommand {

  private static final String KEPT = "kept: it counts when its run takes it";

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

    @Option(
        names = "--assignee",
        description = "With whom: me, or as ladders say it: role:clerk, person:anna.")
    private @Nullable String assignee;

    @Override
    public void run() {
      var parameters = new TreeMap<String, @Nullable String>();
      parameters.put("state", state);
      parameters.put("assignee", assignee);
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
      var posted = api.post(Api.path("tasks", id, "decision"), body("decision", decision, comment));
      var task = "task is " + posted.body().path("state").asText();
      output.answer(
          posted.body(),
          () -> output.line(id + ": " + decision + ", " + (posted.isDone() ? task : KEPT)));
    }
  }

  @Command(
      name = "delegate",
      description = "Hand a task on: that person answers instead.",
      mixinStandardHelpOptions = true)
  static final class Delegate implements Runnable {

    @Mixin private Api api = new Api();
    @Mixin private Output output = new Output();

    @Parameters(index = "0", paramLabel = "TASK", description = "The task's id.")
    private String id = "";

    @Parameters(index = "1", paramLabel = "PERSON", description = "One of people.members.")
    private String person = "";

    @Option(names = "--comment", description = "Why.")
    private @Nullable String comment;

    @Override
    public void run() {
      say(api, output, id, "delegate", body("person", person, comment), "handed to " + person);
    }
  }

  @Command(
      name = "take-back",
      description = "Take back a task that you have handed on.",
      mixinStandardHelpOptions = true)
  static final class TakeBack implements Runnable {

    @Mixin private Api api = new Api();
    @Mixin private Output output = new Output();

    @Parameters(paramLabel = "TASK", description = "The task's id.")
    private String id = "";

    @Override
    public void run() {
      say(api, output, id, "take-back", new ObjectMapper().createObjectNode(), "taken back");
    }
  }

  @Command(
      name = "add",
      description = "Ask somebody besides, until the next tier is asked.",
      mixinStandardHelpOptions = true)
  static final class Add implements Runnable {

    @Mixin private Api api = new Api();
    @Mixin private Output output = new Output();

    @Parameters(index = "0", paramLabel = "TASK", description = "The task's id.")
    private String id = "";

    @Parameters(index = "1", paramLabel = "PERSON", description = "One of people.members.")
    private String person = "";

    @Option(names = "--comment", description = "Why.")
    private @Nullable String comment;

    @Override
    public void run() {
      say(api, output, id, "people", body("person", person, comment), person + " is asked too");
    }
  }

  @Command(name = "comment", description = "Remark on a task.", mixinStandardHelpOptions = true)
  static final class Comment implements Runnable {

    @Mixin private Api api = new Api();
    @Mixin private Output output = new Output();

    @Parameters(index = "0", paramLabel = "TASK", description = "The task's id.")
    private String id = "";

    @Parameters(index = "1", paramLabel = "TEXT", description = "What there is to say.")
    private String text = "";

    @Override
    public void run() {
      say(api, output, id, "comments", body("comment", text, null), "remarked on");
    }
  }

  private static ObjectNode body(String name, String value, @Nullable String comment) {
    var body = new ObjectMapper().createObjectNode().put(name, value);
    return comment == null ? body : body.put("comment", comment);
  }

  private static void say(
      Api api, Output output, String id, String what, ObjectNode body, String done) {
    var posted = api.post(Api.path("tasks", id, what), body);
    output.answer(
        posted.body(), () -> output.line(id + ": " + done + (posted.isDone() ? "" : ", " + KEPT)));
  }
}
