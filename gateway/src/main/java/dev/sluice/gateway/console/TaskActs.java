package dev.sluice.gateway.console;

import dev.sluice.gateway.edge.Edge;
import dev.sluice.gateway.edge.Forms;
import dev.sluice.gateway.edge.Role;
import dev.sluice.gateway.edge.TaskProblems;
import dev.sluice.gateway.edge.Voters;
import dev.sluice.gateway.task.Act;
import dev.sluice.gateway.task.Asking;
import dev.sluice.gateway.task.Decided;
import dev.sluice.gateway.task.Inbox;
import dev.sluice.gateway.task.Task;
import dev.sluice.gateway.task.Voter;
import dev.sluice.gateway.task.Voucher;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A question is answered, or somebody sees to it that it is. Whoever may look may send these forms:
 * whose the question is the inbox says.
 */
final class TaskActs implements Edge.Api {

  private static final int MOST_WORDS = 4096;

  private final Inbox inbox;
  private final Executor threads;

  TaskActs(Shown shown, Executor threads) {
    this.inbox = shown.inbox();
    this.threads = threads;
  }

  @Override
  public void routes(RoutesConfig routes) {
    routes.post(Links.TASK + "/decision", this::decide, Role.read);
    routes.post(Links.TASK + "/delegate", ctx -> ask(ctx, Act.Kind.delegate), Role.read);
    routes.post(Links.TASK + "/take-back", this::takeBack, Role.read);
    routes.post(Links.TASK + "/people", ctx -> ask(ctx, Act.Kind.add), Role.read);
    routes.post(Links.TASK + "/comments", this::remark, Role.read);
  }

  private void decide(Context ctx) {
    String id = begin(ctx);
    String choice = Objects.requireNonNullElse(Forms.field(ctx, "decision"), "");
    String comment = text(ctx, "comment");
    Voter voter = Voters.of(ctx);
    String asking = Forms.field(ctx, "asking");
    Voucher seen = asking == null ? Voucher.NONE_NEEDED : new Asking(asking).voucher();
    answer(
        ctx,
        () -> inbox.decide(id, choice, comment, voter, seen),
        task -> task.isOpen() ? Notice.voted : Notice.decided);
  }

  private void ask(Context ctx, Act.Kind kind) {
    begin(ctx);
    String person = text(ctx, "person");
    if (person == null) {
      throw Asked.bad("person", "Choose somebody.");
    }
    act(ctx, kind, person, kind == Act.Kind.add ? Notice.added : Notice.delegated);
  }

  private void takeBack(Context ctx) {
    begin(ctx);
    act(ctx, Act.Kind.takeBack, null, Notice.takenBack);
  }

  private void remark(Context ctx) {
    begin(ctx);
    if (text(ctx, "comment") == null) {
      throw Asked.bad("comment", "A remark is a text that is not empty.");
    }
    act(ctx, Act.Kind.comment, null, Notice.remarked);
  }

  private void act(Context ctx, Act.Kind kind, @Nullable String person, Notice notice) {
    String id = TaskPages.id(ctx);
    String comment = text(ctx, "comment");
    Voter voter = Voters.of(ctx);
    answer(ctx, () -> inbox.act(id, kind, person, comment, voter), task -> notice);
  }

  /** A form that is refused leads back to the question that it stood on. */
  private static String begin(Context ctx) {
    String id = TaskPages.id(ctx);
    Pages.leadBack(ctx, Links.task(id));
    return id;
  }

  private static @Nullable String text(Context ctx, String name) {
    String text = Objects.requireNonNullElse(Forms.field(ctx, name), "").strip();
    if (text.length() > MOST_WORDS) {
      throw Asked.bad(name, "At most " + MOST_WORDS + " characters can be said at once.");
    }
    return text.isEmpty() ? null : text;
  }

  private void answer(
      Context ctx, Supplier<CompletableFuture<Decided>> saying, Function<Task, Notice> notice) {
    ctx.future(
        () -> saying.get().thenAcceptAsync(decided -> answer(ctx, decided, notice), threads));
  }

  private static void answer(Context ctx, Decided decided, Function<Task, Notice> notice) {
    String id = TaskPages.id(ctx);
    if (decided instanceof Decided.Taken taken) {
      notice.apply(taken.task()).leadTo(ctx, Links.task(id));
    } else if (decided instanceof Decided.Kept) {
      Notice.kept.leadTo(ctx, Links.task(id));
    } else {
      throw TaskProblems.of(id, decided);
    }
  }
}
