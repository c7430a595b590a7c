package dev.sluice.gateway.console;

import dev.sluice.gateway.console.TasksView.Group;
import dev.sluice.gateway.edge.Edge;
import dev.sluice.gateway.edge.Role;
import dev.sluice.gateway.edge.TaskProblems;
import dev.sluice.gateway.edge.Voters;
import dev.sluice.gateway.journal.RunFinder;
import dev.sluice.gateway.message.MessageList;
import dev.sluice.gateway.task.Assignee;
import dev.sluice.gateway.task.Decided;
import dev.sluice.gateway.task.Inbox;
import dev.sluice.gateway.task.Task;
import dev.sluice.gateway.task.TaskQuery;
import dev.sluice.gateway.task.Voter;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What people are asked: first what is with whoever looks. */
final class TaskPages implements Edge.Api {

  /** Without a word, what is open. */
  static final List<String> STATES = List.of("decided", "expired", "all");

  private static final List<String> KNOWN = List.of("open", "decided", "expired", "all");
  private static final String OTHERS = "others";
  private static final String SEEN = "seen";
  private static final int PAGE = 50;

  /** {@code assignee} and {@code cursor} are absent where they were not asked for. */
  private record Question(
      Voter voter,
      Task.@Nullable State state,
      @Nullable String assignee,
      @Nullable String cursor,
      Map<String, String> kept) {

    /** What is with whoever looks, and then the rest. */
    boolean isPlain() {
      return state == Task.State.open && assignee == null && cursor == null;
    }
  }

  private final Inbox inbox;
  private final MessageList messages;
  private final RunFinder finder;
  private final Clock clock;
  private final Pages pages;
  private final Turns turns;

  TaskPages(Shown shown, Pages pages, Turns turns) {
    this.inbox = shown.inbox();
    this.messages = shown.messages();
    this.finder = shown.finder();
    this.clock = shown.clock();
    this.pages = pages;
    this.turns = turns;
  }

  @Override
  public void routes(RoutesConfig routes) {
    routes.get(Links.TASKS, this::list, Role.read);
    routes.get(Links.TASK, this::one, Role.read);
  }

  private void list(Context ctx) {
    Asked asked = new Asked(ctx);
    String state = asked.oneOf("state", KNOWN);
    String assignee = asked.text("assignee");
    if (!asked.form().isUnderstood()) {
      ctx.status(400);
      pages.show(ctx, "tasks", view(ctx, asked, List.of()));
      return;
    }
    Question question =
        new Question(
            Voters.of(ctx), state(state), assignee, ctx.queryParam("cursor"), asked.kept());
    if (!Pages.isPoll(ctx)) {
      TasksView view = view(ctx, asked, turns.take(() -> groups(question)));
      pages.show(ctx, "tasks", question.cursor() == null ? live(question, view) : view);
      return;
    }
    turns
        .tryTake(() -> groups(question))
        .ifPresentOrElse(
            groups -> tell(ctx, live(question, view(ctx, asked, groups))),
            () -> ctx.header(Pages.NOT_LOOKED, "busy").status(204));
  }

  private void tell(Context ctx, TasksView view) {
    if (view.isMarked(ctx.queryParam(SEEN))) {
      ctx.status(204);
    } else {
      pages.show(ctx, "tasksNews", view);
    }
  }

  private static Task.@Nullable State state(@Nullable String word) {
    if (word == null) {
      return Task.State.open;
    }
    return word.equals("all") ? null : Task.State.valueOf(word);
  }

  private List<Group> groups(Question question) {
    Assignee mine = Assignee.of(question.voter());
    if (question.isPlain()) {
      return List.of(
          group(question, Assignee.ME, mine, "With you", "Nothing waits for you."),
          group(question, OTHERS, mine.rest(), "With others", "Nothing waits for anybody else."));
    }
    String asked = question.assignee();
    if (asked == null) {
      return List.of(group(question, null, null, "Questions", ""));
    }
    if (asked.equals(OTHERS)) {
      return List.of(group(question, asked, mine.rest(), "With others", ""));
    }
    return List.of(
        group(
            question,
            asked,
            Assignee.of(asked, question.voter()),
            asked.equals(Assignee.ME) ? "With you" : "With " + asked,
            ""));
  }

  private Group group(
      Question question,
      @Nullable String word,
      @Nullable Assignee assignee,
      String title,
      String none) {
    Inbox.TaskPage page =
        Asked.withCursor(
            question.cursor(),
            from ->
                inbox.list(
                    new TaskQuery(
                        question.state(),
                        assignee,
                        PAGE,
                        from == null ? null : Long.valueOf(from))));
    Long next = page.next();
    String id = word == null || !question.isPlain() ? "asked" : word;
    return new Group(
        id, title, none, page.tasks(), next == null ? null : older(question, word, next));
  }

  private static String older(Question question, @Nullable String word, long next) {
    Map<String, String> query = new LinkedHashMap<>(question.kept());
    if (word != null) {
      query.put("assignee", word);
    }
    query.put("cursor", Long.toString(next));
    return Links.with(Links.TASKS, query);
  }

  private TasksView view(Context ctx, Asked asked, List<Group> groups) {
    return new TasksView(
        pages.frame(ctx, Area.tasks, "Inbox"), asked.form(), groups, clock.instant(), null, null);
  }

  private TasksView live(Question question, TasksView view) {
    Map<String, String> query = new LinkedHashMap<>(question.kept());
    String mark = Pages.mark(pages.render("taskGroups", view));
    query.put(SEEN, mark);
    return view.marked(mark, Links.with(Links.TASKS, query));
  }

  static String id(Context ctx) {
    return Objects.requireNonNullElse(ctx.queryParam("id"), "");
  }

  private void one(Context ctx) {
    String id = id(ctx);
    Inbox.Asked found =
        inbox.findAsked(id).orElseThrow(() -> TaskProblems.of(id, new Decided.Unknown()));
    Task task = found.task();
    TaskView view =
        new TaskView(
            pages.frame(ctx, Area.tasks, TasksView.question(task)),
            task,
            found.asking().word(),
            Voters.of(ctx),
            messages.of(id),
            finder.find(task.workflowId(), null, null).isPresent(),
            clock.instant(),
            ctx.queryParam("choice"),
            ctx.queryParam("may"),
            null);
    String mark = Pages.mark(pages.render("taskState", view) + pages.render("taskTalk", view));
    if (!Pages.isPoll(ctx)) {
      pages.show(ctx, "task", view.marked(mark));
    } else if (mark.equals(ctx.queryParam(SEEN)) && !view.hasOtherForms()) {
      ctx.status(204);
    } else {
      pages.show(ctx, "taskNews", view.marked(mark));
    }
  }
}
