package dev.sluice.gateway.console;

import dev.sluice.gateway.edge.Visitor;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import org.jspecify.annotations.Nullable;

/**
 * What was just done, said once on the page that a form leads to. It is handed over in a cookie,
 * not in the address: a link says nothing that did not happen.
 */
enum Notice {
  paused("The route is paused. Its events are kept and wait."),
  resumed("The route is resumed. What waited goes on in its order."),
  cancelTaken("The run was asked to cancel. What it does about it follows."),
  cancelNotOpen("It has not started yet or has ended. Nothing was cancelled."),
  cancelUnavailable("Temporal does not answer. Nothing was cancelled."),
  begun("A new attempt has begun, under this id of its own."),
  notOver("The run has not ended. Nothing was begun."),
  held("It is tried again. Its verdict follows below."),
  duplicate("Its workflow id has a run of the same content by now."),
  filtered("The route's condition, asked again, says no."),
  stillDead("It still cannot be done. The reason stands below."),
  notDead("It was redriven or discarded before. Nothing was changed."),
  discarded("It is put away. Nothing more comes of it."),
  decided("Your answer is taken."),
  voted("Your answer counts. The question waits for more of them."),
  delegated("It is handed on. You can take it back until the other has answered."),
  takenBack("You have it back."),
  added("They are asked as well now."),
  remarked("Your remark stands below."),
  kept("It is kept. It counts as soon as the run's worker takes it.");

  private static final String COOKIE = "sluice-notice";
  private static final String ATTRIBUTES = "; Path=" + Console.PATH + "; HttpOnly; SameSite=Lax";

  private final String text;

  Notice(String text) {
    this.text = text;
  }

  String text() {
    return text;
  }

  void leadTo(Context ctx, String where) {
    ctx.res().addHeader("Set-Cookie", COOKIE + "=" + name() + attributes(ctx) + "; Max-Age=60");
    ctx.redirect(where, HttpStatus.SEE_OTHER);
  }

  private static String attributes(Context ctx) {
    return ATTRIBUTES + Visitor.cookieAttributes(ctx);
  }

  static @Nullable Notice take(Context ctx) {
    String said = ctx.cookie(COOKIE);
    if (said == null) {
      return null;
    }
    ctx.res().addHeader("Set-Cookie", COOKIE + "=" + attributes(ctx) + "; Max-Age=0");
    for (Notice each : values()) {
      if (each.name().equals(said)) {
        return each;
      }
    }
    return null;
  }
}
