package dev.sluice.gateway.run;

import dev.sluice.gateway.dispatch.Engine;
import dev.sluice.gateway.dispatch.Reply;
import dev.sluice.gateway.jdk.Daemons;
import dev.sluice.gateway.journal.Held;
import dev.sluice.gateway.journal.Journal;
import dev.sluice.gateway.journal.KeptCancels;
import dev.sluice.gateway.journal.Outcome;
import dev.sluice.gateway.journal.RunBook;
import dev.sluice.gateway.journal.Target;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cancels that somebody asked for. Where the engine forgets its runs with its process they are
 * kept, and asked for again as soon as the run is made again. Safe for many threads.
 */
public final class Cancels implements Journal.Listener, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Cancels.class);
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final KeptCancels kept;
  private final Engine engine;
  private final Map<Target, String> toRepeat = new ConcurrentHashMap<>();
  private final ScheduledExecutorService thread = Daemons.timer("cancels");

  public Cancels(KeptCancels kept, Engine engine) {
    this.kept = kept;
    this.engine = engine;
  }

  /** Before the dispatcher starts: what is to be asked for again. To be told of starts, listen. */
  public void recover() {
    if (engine.inProcess()) {
      toRepeat.putAll(kept.ofRunning());
    }
  }

  /** Blocks for some seconds at most. What the engine has taken is on disk where it must be. */
  Reply ask(RunBook.Run run, @Nullable String reason) {
    Reply reply = engine.cancel(run.target(), reason);
    if (reply instanceof Reply.Done && engine.inProcess()) {
      var unused = kept.keep(run, reason == null ? "" : reason).join();
    }
    return reply;
  }

  @Override
  public void marked(Held work, Outcome outcome) {
    if (outcome instanceof Outcome.Started && toRepeat.containsKey(work.target())) {
      repeat(work.target(), Duration.ZERO);
    }
  }

  private void repeat(Target target, Duration pause) {
    try {
      var unused = thread.schedule(() -> repeat(target), pause.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException closing) {
      log.debug("Closing: the cancel of {} is asked for after the next start", target);
    }
  }

  private void repeat(Target target) {
    String reason = toRepeat.getOrDefault(target, "");
    Reply reply = engine.cancel(target, reason.isEmpty() ? null : reason);
    if (reply instanceof Reply.Fault fault) {
      log.warn("The cancel of {} is not taken; trying again: {}", target, fault.detail());
      repeat(target, PAUSE);
    } else {
      toRepeat.remove(target);
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
