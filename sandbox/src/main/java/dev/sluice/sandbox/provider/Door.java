package dev.sluice.sandbox.provider;

import dev.sluice.sandbox.fault.FaultProfile;
import dev.sluice.sandbox.fault.Magic;
import dev.sluice.sandbox.fault.Plan;
import dev.sluice.sandbox.store.Answers;
import dev.sluice.sandbox.store.Store;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;

/**
 * The way of a call, in order: read it, answer a repeat, mark the key as at work, fail or wait as
 * asked, do the work once, answer or cut the line. Waiting holds no thread. Thread-safe.
 */
final class Door {

  private final Store store;
  private final Keyed keyed;
  private final FaultProfile faults;
  private final Executor later;
  private final Map<String, Integer> reads = new ConcurrentHashMap<>();

  Door(Store store, Clock clock, FaultProfile faults, Executor later) {
    this.store = store;
    this.keyed = new Keyed(store, clock);
    this.faults = faults;
    this.later = later;
  }

  /** A call that changes something, once per key. */
  Handler change(String operation, Function<Incoming, Change> reader) {
    return ctx -> {
      Incoming call = Incoming.of(ctx);
      Change change = reader.apply(call);
      call.body().check();
      Plan plan = planned(operation, call);
      failIf(plan.error());
      var repeat = keyed.repeated(call);
      if (repeat.isPresent()) {
        after(plan.slow(), ctx, () -> answer(ctx, repeat.get(), plan.lost()));
        return;
      }
      keyed.begin(call);
      try {
        failIf(stillFlaky(call, change.magic()));
      } catch (RuntimeException e) {
        keyed.end(call);
        throw e;
      }
      Duration slow = longer(plan.slow(), change.magic().slow());
      after(slow, ctx, () -> work(ctx, operation, call, change, plan));
    };
  }

  /** A call that only reads, by what tells it apart from others for the fault profile. */
  Handler read(String operation, Function<Context, Object> reader) {
    return ctx -> {
      Plan plan = Plan.NONE;
      if (!faults.isNone()) {
        String name = ctx.path() + "?" + ctx.queryString();
        plan = faults.plan(operation, name, reads.merge(name, 1, Integer::sum));
      }
      failIf(plan.error());
      boolean lost = plan.lost();
      Object found = reader.apply(ctx);
      after(plan.slow(), ctx, () -> answer(ctx, Answer.of(200, found), lost));
    };
  }

  Map<String, Object> lookUp(String key) {
    return keyed.lookUp(key);
  }

  private void work(Context ctx, String operation, Incoming call, Change change, Plan plan) {
    Answer answer;
    try {
      answer = keyed.once(operation, call, change);
      if (plan.duplicate()) {
        answer = keyed.once(operation, call, change).losing(answer.lost());
      }
    } finally {
      keyed.end(call);
    }
    answer(ctx, answer, plan.lost());
  }

  private Plan planned(String operation, Incoming call) {
    if (faults.isNone()) {
      return Plan.NONE;
    }
    int attempt = store.write(tx -> Answers.nextAttempt(tx, operation + " " + call.key()));
    return faults.plan(operation, call.key(), attempt);
  }

  private boolean stillFlaky(Incoming call, Magic magic) {
    return magic.failures() > 0
        && store.write(tx -> Answers.nextAttempt(tx, "flaky " + call.key())) <= magic.failures();
  }

  private static void failIf(boolean fail) {
    if (fail) {
      throw Problem.of(
          503, "unavailable", "Not available", "nothing was done; the same call may work later");
    }
  }

  private void after(Duration wait, Context ctx, Runnable task) {
    if (wait.isZero()) {
      task.run();
      return;
    }
    Executor delayed =
        CompletableFuture.delayedExecutor(wait.toMillis(), TimeUnit.MILLISECONDS, later);
    ctx.future(() -> CompletableFuture.runAsync(task, delayed));
  }

  private static void answer(Context ctx, Answer answer, boolean lost) {
    if (lost || answer.lost()) {
      cut(ctx);
      return;
    }
    ctx.status(answer.status());
    ctx.contentType(answer.isRefusal() ? "application/problem+json" : "application/json");
    ctx.result(answer.body());
  }

  /** The caller sees the connection end without a byte of an answer. */
  private static void cut(Context ctx) {
    ServletContextRequest.getServletContextRequest(ctx.req())
        .getConnectionMetaData()
        .getConnection()
        .getEndPoint()
        .close();
  }

  private static Duration longer(Duration a, Duration b) {
    return a.compareTo(b) >= 0 ? a : b;
  }
}
