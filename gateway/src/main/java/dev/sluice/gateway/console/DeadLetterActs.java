package dev.sluice.gateway.console;

import dev.sluice.gateway.deadletter.Redriving;
import dev.sluice.gateway.edge.Edge;
import dev.sluice.gateway.edge.Forms;
import dev.sluice.gateway.edge.Role;
import dev.sluice.gateway.edge.Visitor;
import dev.sluice.gateway.journal.DeadLetter;
import dev.sluice.gateway.journal.DeadLetters;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** One dead letter is tried again, or put away. */
final class DeadLetterActs implements Edge.Api {

  private static final int MOST_WORDS = 4096;

  private final DeadLetters letters;
  private final Supplier<Redriving> redriving;
  private final Executor threads;

  DeadLetterActs(Shown shown, Executor threads) {
    this.letters = shown.journal().deadLetters();
    this.redriving = shown.redriving();
    this.threads = threads;
  }

  @Override
  public void routes(RoutesConfig routes) {
    routes.post(Links.DEAD_LETTER + "/redrive", this::redrive, Role.operate);
    routes.post(Links.DEAD_LETTER + "/discard", this::discard, Role.operate);
  }

  private void redrive(Context ctx) {
    DeadLetter letter = DeadLetterPages.find(ctx, letters);
    String by = Visitor.actor(ctx);
    ctx.future(
        () ->
            redriving
                .get()
                .redrive(letter, by)
                .thenAcceptAsync(
                    done -> backTo(ctx, letter, Notice.valueOf(done.word())), threads));
  }

  private void discard(Context ctx) {
    DeadLetter letter = DeadLetterPages.find(ctx, letters);
    String why = Objects.requireNonNullElse(Forms.field(ctx, "reason"), "").strip();
    if (why.isEmpty() || why.length() > MOST_WORDS) {
      throw Asked.bad(
          "reason", "Say why nothing is to come of it, in at most " + MOST_WORDS + " characters.");
    }
    String by = Visitor.actor(ctx);
    ctx.future(
        () ->
            letters
                .discard(letter, by, why)
                .thenAcceptAsync(
                    isDone -> backTo(ctx, letter, isDone ? Notice.discarded : Notice.notDead),
                    threads));
  }

  private static void backTo(Context ctx, DeadLetter letter, Notice notice) {
    notice.leadTo(ctx, Links.deadLetter(letter.id()));
  }
}
