package dev.sluice.gateway.message;

import dev.sluice.gateway.jdk.Daemons;
import dev.sluice.gateway.message.MessageRows.Due;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends what is planned for one channel, on one thread. A letter that its channel refuses holds up
 * no other; a channel that is away is tried again by whichever letter is due next.
 */
final class ChannelSender implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ChannelSender.class);
  private static final int BATCH = 50;
  private static final int MILLIS_TO_END = 2000;
  private static final Duration LONGEST_HOLD = Duration.ofMinutes(1);

  private final String name;
  private final Desk desk;
  private final Function<Messages, Optional<Channel>> channels;
  private final ScheduledExecutorService ends;
  private final ScheduledExecutorService thread;
  private final AtomicBoolean woken = new AtomicBoolean();

  /** Where the gateway answers itself, once it does. */
  private volatile @Nullable URI here;

  /** Missing while nobody has configured it, or not any more. */
  private volatile @Nullable Channel channel;

  // Only the thread touches what follows.
  private @Nullable Messages seen;
  private Instant heldUntil = Instant.MIN;
  private int failuresInARow;
  private @Nullable ScheduledFuture<?> later;
  private @Nullable Runnable unnoted;

  /**
   * @param ends where the ends of tries are waited for
   */
  ChannelSender(
      String name,
      Desk desk,
      Function<Messages, Optional<Channel>> channels,
      ScheduledExecutorService ends) {
    this.name = name;
    this.desk = desk;
    this.channels = channels;
    this.ends = ends;
    this.thread = Daemons.timer("message-" + name);
  }

  void start(URI at) {
    here = at;
    wake();
  }

  void wake() {
    if (woken.compareAndSet(false, true)) {
      try {
        thread.execute(this::round);
      } catch (RejectedExecutionException closing) {
        log.debug("Closing: what is not sent is sent after the next start");
      }
    }
  }

  private void round() {
    woken.set(false);
    URI at = here;
    if (at == null) {
      return;
    }
    try {
      noteWhatWasTried();
      Channel by = configured();
      if (by != null) {
        drain(by, desk.settings().base().get().orElse(at));
        desk.next(name).ifPresent(this::tryAgainAt);
      }
    } catch (RuntimeException e) {
      if (!thread.isShutdown()) {
        log.error("Messages by {} cannot be sent; next try in {}", name, desk.pace().first(), e);
        schedule(desk.pace().first());
      }
    } finally {
      Channel by = channel;
      if (by != null) {
        by.rest();
      }
    }
  }

  private @Nullable Channel configured() {
    Messages messages = desk.settings().messages().get();
    if (isOver(messages)) {
      Channel by = channels.apply(messages).orElse(null);
      channel = by;
      // What held it up may be what has been mended.
      heldUntil = Instant.MIN;
      failuresInARow = 0;
      if (by == null) {
        desk.leave(name);
      } else {
        desk.hurry(name);
      }
      seen = messages;
    }
    return channel;
  }

  @SuppressWarnings("ReferenceEquality") // This very one: each reload makes another.
  private boolean isOver(Messages messages) {
    return messages != seen;
  }

  /** All that is due. What fails has its next time later, so that this ends. */
  private void drain(Channel by, URI base) {
    boolean isMore = true;
    while (isMore) {
      List<Due> due = isHeldUp() ? List.of() : desk.due(name, BATCH);
      isMore = due.size() == BATCH;
      for (Due next : due) {
        if (isOver(desk.settings().messages().get())) {
          wake();
          return;
        }
        if (!isHandled(next, by, base)) {
          hold();
          return;
        }
      }
    }
  }

  private boolean isHeldUp() {
    return heldUntil.isAfter(desk.clock().instant());
  }

  private void hold() {
    Duration pause = desk.pause(failuresInARow++);
    Duration hold = pause.compareTo(LONGEST_HOLD) < 0 ? pause : LONGEST_HOLD;
    heldUntil = desk.clock().instant().plus(hold);
  }

  /** False when the channel would fail others now as well. */
  private boolean isHandled(Due next, Channel by, URI base) {
    Desk.Turn turn = desk.turn(next, base);
    if (turn instanceof Desk.Turn.Drop drop) {
      desk.drop(next, drop.why());
      return true;
    }
    Optional<Channel.Failure> failure = send(by, ((Desk.Turn.Send) turn).letter());
    unnoted = desk.note(next, failure);
    noteWhatWasTried();
    boolean isAway = failure.filter(Channel.Failure::isChannels).isPresent();
    if (!isAway) {
      failuresInARow = 0;
    }
    return !isAway;
  }

  /**
   * What was sent and could not be noted would be sent again: nothing else is done before it is.
   */
  private void noteWhatWasTried() {
    Runnable note = unnoted;
    if (note != null) {
      note.run();
      unnoted = null;
    }
  }

  private Optional<Channel.Failure> send(Channel by, Letter letter) {
    ScheduledFuture<?> end =
        ends.schedule(by::cut, desk.pace().longestTry().toMillis(), TimeUnit.MILLISECONDS);
    try {
      return by.send(letter);
    } catch (RuntimeException e) {
      log.error("{} failed as it should not", letter, e);
      return Optional.of(new Channel.Failure("unexpected: " + e.getClass().getName(), false));
    } finally {
      end.cancel(false);
    }
  }

  private void tryAgainAt(Instant next) {
    Instant at = next.isAfter(heldUntil) ? next : heldUntil;
    Duration until = Duration.between(desk.clock().instant(), at);
    schedule(until.compareTo(Duration.ofMillis(1)) > 0 ? until : Duration.ofMillis(1));
  }

  private void schedule(Duration in) {
    ScheduledFuture<?> before = later;
    if (before != null) {
      before.cancel(false);
    }
    try {
      later = thread.schedule(this::round, in.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException closing) {
      log.debug("Closing: what is not sent is sent after the next start");
    }
  }

  /** What is under way may still end well: else it would be sent once more after the next start. */
  @Override
  public void close() {
    thread.shutdownNow();
    try {
      if (thread.awaitTermination(MILLIS_TO_END, TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Channel by = channel;
    if (by != null) {
      by.cut();
    }
  }
}
