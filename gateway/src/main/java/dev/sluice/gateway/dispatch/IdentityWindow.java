package dev.sluice.gateway.dispatch;

import dev.sluice.gateway.jdk.Daemons;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches that identities stay claimed for as long as Temporal remembers a closed run: with a
 * shorter window, an id that is free in the journal is still taken there. What Temporal says before
 * the gateway starts can stop it; what it says later is an alarm in health. Safe for many threads.
 */
public final class IdentityWindow implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(IdentityWindow.class);
  private static final Duration EVERY = Duration.ofSeconds(30);

  /** Shorter than one unanswered call: after that one the gateway opens. */
  private static final Duration FIRST_LOOK = Duration.ofSeconds(2);

  /** What the configuration asks for; the empty namespace is the gateway's own. */
  public record Wanted(Duration window, List<String> namespaces) {}

  private final Supplier<Wanted> wanted;
  private final Function<String, Optional<Duration>> retention;
  private final LongSupplier nanos;
  private final ScheduledExecutorService timer = Daemons.timer("identity-window");
  private volatile Optional<String> problem = Optional.empty();

  /**
   * @param retention how long a namespace keeps closed runs; empty where Temporal does not say
   */
  public IdentityWindow(Supplier<Wanted> wanted, Function<String, Optional<Duration>> retention) {
    this(wanted, retention, System::nanoTime);
  }

  IdentityWindow(
      Supplier<Wanted> wanted, Function<String, Optional<Duration>> retention, LongSupplier nanos) {
    this.wanted = wanted;
    this.retention = retention;
    this.nanos = nanos;
  }

  /**
   * Events wait at the door for this look, so that it is short: a namespace that it leaves out is
   * seen to by the next.
   *
   * @throws IllegalArgumentException when the window is too short already
   */
  public void start() {
    problem = objection(wanted.get());
    if (problem.isPresent()) {
      throw new IllegalArgumentException(problem.get());
    }
    var unused =
        timer.scheduleWithFixedDelay(
            this::lookAgain, EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Why this must not be taken; a short look. */
  public Optional<String> objection(Wanted other) {
    long begin = nanos.getAsLong();
    return look(other, () -> nanos.getAsLong() - begin < FIRST_LOOK.toNanos());
  }

  /** In words for a person; empty when all is well or Temporal has not said yet. */
  public Optional<String> problem() {
    return problem;
  }

  void lookAgain() {
    boolean wasWell = problem.isEmpty();
    problem = look(wanted.get(), () -> true);
    if (wasWell) {
      problem.ifPresent(log::error);
    }
  }

  private Optional<String> look(Wanted now, BooleanSupplier goesOn) {
    for (String namespace : now.namespaces()) {
      if (!goesOn.getAsBoolean()) {
        break;
      }
      Optional<Duration> kept = retention.apply(namespace);
      if (kept.isPresent() && kept.get().compareTo(now.window()) > 0) {
        return Optional.of(tooShort(now.window(), namespace, kept.get()));
      }
    }
    return Optional.empty();
  }

  private static String tooShort(Duration window, String namespace, Duration kept) {
    return ("retention.identity is %s h, but %s keeps closed runs for %s h: an order id would be"
            + " free here and taken there. Set retention.identity to at least %s h, or shorten the"
            + " namespace's retention.")
        .formatted(
            window.toHours(),
            namespace.isEmpty() ? "the Temporal namespace" : "the namespace " + namespace,
            kept.toHours(),
            kept.toHours());
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
