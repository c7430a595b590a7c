package dev.sluice.gateway.message;

import dev.sluice.gateway.egress.Egress;
import dev.sluice.gateway.jdk.Daemons;
import dev.sluice.gateway.journal.Database;
import dev.sluice.gateway.message.MessageRows.Due;
import dev.sluice.gateway.message.MessageRows.Try;
import dev.sluice.gateway.people.People;
import dev.sluice.gateway.people.Person;
import dev.sluice.gateway.task.Inbox;
import dev.sluice.gateway.task.Task;
import dev.sluice.gateway.task.Voter;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends what is planned, on one thread: each message until its channel has taken it, with growing
 * pauses, for as long as somebody needs it. A channel that is away holds up its own alone, and no
 * ladder waits for any. A crash between sending and noting sends once more, under the same id.
 */
public final class MessageSender implements AutoCloseable {

  /**
   * What a reload may change.
   *
   * @param base where people reach the gateway, with any path, as far as that is configured
   */
  public record Settings(
      Supplier<Messages> messages, Supplier<People> people, Supplier<Optional<URI>> base) {}

  private static final Logger log = LoggerFactory.getLogger(MessageSender.class);
  private static final int BATCH = 50;
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(10);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(15);
  private static final int MOST_DOUBLINGS = 10;
  private static final Duration GIVEN_UP_AFTER = Duration.ofDays(7);

  private final Database database;
  private final Settings settings;
  private final Links links;
  private final Egress egress;
  private final Clock clock;
  private final MeterRegistry meters;
  private final Duration firstPause;
  private final ScheduledExecutorService thread = Daemons.timer("message-sender");
  private final AtomicBoolean woken = new AtomicBoolean();

  /** Where it answers itself, once it does. */
  private volatile @Nullable URI here;

  // Only the thread touches what follows.
  private final Map<String, Instant> heldUntil = new HashMap<>();
  private @Nullable Messages seen;
  private Map<String, Channel> channels = Map.of();
  private @Nullable ScheduledFuture<?> later;

  public MessageSender(
      Database database,
      Settings settings,
      Links links,
      Egress egress,
      Clock clock,
      MeterRegistry meters) {
    this(database, settings, links, egress, clock, meters, FIRST_PAUSE);
  }

  MessageSender(
      Database database,
      Settings settings,
      Links links,
      Egress egress,
      Clock clock,
      MeterRegistry meters,
      Duration firstPause) {
    this.database = database;
    this.settings = settings;
    this.links = links;
    this.egress = egress;
    this.clock = clock;
    this.meters = meters;
    this.firstPause = firstPause;
  }

  /**
   * Nobody is told before: a link that cannot be opened yet is no good.
   *
   * @param at where the gateway answers now, which is where links lead unless it is configured
   */
  public void start(URI at) {
    here = at;
    wake();
  }

  /** There may be something to send. */
  public void wake() {
    if (woken.compareAndSet(false, true)) {
      try {
        thread.execute(this::sendAll);
      } catch (RejectedExecutionException closing) {
        log.debug("Closing: what is not sent is sent after the next start");
      }
    }
  }

  private void sendAll() {
    woken.set(false);
    URI at = here;
    if (at == null) {
      return;
    }
    try {
      configure();
      URI base = settings.base().get().orElse(at);
      channels.forEach((name, channel) -> drain(name, channel, base));
      database.read(MessageRows::next).ifPresent(this::tryAgainAt);
    } catch (RuntimeException e) {
      log.error("Messages cannot be sent; next try in {}", firstPause, e);
      schedule(firstPause);
    }
  }

  @SuppressWarnings("ReferenceEquality") // This very one: each reload makes another.
  private void configure() {
    Messages messages = settings.messages().get();
    if (messages == seen) {
      return;
    }
    Map<String, Channel> made = Channels.of(messages, egress, clock);
    List<String> names = List.copyOf(made.keySet());
    var unused =
        database
            .write(connection -> MessageRows.dropUnless(connection, names, clock.millis()))
            .join();
    // What held a channel up may be what has been mended.
    heldUntil.clear();
    channels = made;
    seen = messages;
  }

  private void tryAgainAt(Instant next) {
    Instant now = clock.instant();
    Duration until = Duration.between(now, next);
    heldUntil.values().removeIf(held -> !held.isAfter(now));
    // A channel that is held up may have more that is due.
    Duration least = heldUntil.isEmpty() ? Duration.ofMillis(1) : firstPause;
    schedule(until.compareTo(least) > 0 ? until : least);
  }

  private void schedule(Duration in) {
    ScheduledFuture<?> before = later;
    if (before != null) {
      before.cancel(false);
    }
    try {
      later = thread.schedule(this::sendAll, in.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException closing) {
      log.debug("Closing: what is not sent is sent after the next start");
    }
  }

  /** All of one channel that is due. What fails has its next time later, so that this ends. */
  private void drain(String name, Channel channel, URI base) {
    boolean isMore = !isHeldUp(name);
    while (isMore) {
      List<Due> due =
          database.read(connection -> MessageRows.due(connection, name, clock.millis(), BATCH));
      isMore = due.size() == BATCH;
      for (Due next : due) {
        if (due.stream().anyMatch(each -> each.key().overtakes(next.key()))) {
          drop(next, "a later reminder says the same");
        } else if (!isHandled(channel, next, base)) {
          heldUntil.put(name, clock.instant().plus(firstPause));
          return;
        }
      }
    }
  }

  private boolean isHeldUp(String name) {
    Instant held = heldUntil.get(name);
    return held != null && held.isAfter(clock.instant());
  }

  /** False when the channel would fail others now as well. */
  private boolean isHandled(Channel channel, Due next, URI base) {
    MessageKey key = next.key();
    Optional<Task> task = Inbox.find(database, key.taskId());
    People people = settings.people().get();
    Optional<Person> person = people.find(key.person());
    Optional<String> over = whyOver(key, task, person, people);
    if (over.isPresent()) {
      drop(next, over.get());
      return true;
    }
    Letter letter =
        new Letter(key, task.orElseThrow(), person.orElse(null), base.resolve(path(key)));
    Optional<Channel.Failure> failure = send(channel, letter);
    note(key, failure.isPresent() ? "error" : "sent");
    Try made = made(next, failure);
    failure.ifPresent(
        each -> log.warn("{} is not sent, try {}: {}", key, next.attempts() + 1, each.why()));
    // Waited for, so that the next round does not read the row as still due.
    var unused = database.write(c -> MessageRows.tried(c, next.seq(), made)).join();
    return failure.isEmpty() || !failure.get().isChannels();
  }

  private void drop(Due next, String why) {
    note(next.key(), "dropped");
    var unused = database.write(c -> MessageRows.drop(c, next.seq(), why, clock.millis())).join();
  }

  private static Optional<Channel.Failure> send(Channel channel, Letter letter) {
    try {
      return channel.send(letter);
    } catch (RuntimeException e) {
      log.error("{} failed as it should not", letter, e);
      return Optional.of(new Channel.Failure("unexpected: " + e.getClass().getName(), false));
    }
  }

  private Try made(Due next, Optional<Channel.Failure> failure) {
    long now = clock.millis();
    if (failure.isEmpty()) {
      return new Try(Message.State.sent, null, now, now);
    }
    Duration doubled = firstPause.multipliedBy(1L << Math.min(next.attempts(), MOST_DOUBLINGS));
    Duration pause = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
    boolean isOld = now - next.createdAt() > GIVEN_UP_AFTER.toMillis();
    return new Try(
        isOld ? Message.State.failed : Message.State.waiting,
        failure.get().why(),
        now + pause.toMillis(),
        now);
  }

  /** Why nobody needs the message any more. */
  private static Optional<String> whyOver(
      MessageKey key, Optional<Task> found, Optional<Person> person, People people) {
    if (found.isEmpty() || found.get().state() != Task.State.open) {
      return Optional.of("the question is answered or closed");
    }
    Task task = found.get();
    if (task.ballot().round() != key.round()) {
      return Optional.of("the question has moved on to another tier");
    }
    if (key.person().isEmpty()) {
      return Optional.empty();
    }
    if (person.filter(each -> Voter.ofMessage(each, people).objection(task).isEmpty()).isEmpty()) {
      return Optional.of(key.person() + " is not asked any more");
    }
    boolean hasVoted =
        task.decisions().stream()
            .anyMatch(
                vote ->
                    key.person().equals(vote.by())
                        && vote.round() != null
                        && vote.round() == key.round());
    return hasVoted ? Optional.of(key.person() + " has answered") : Optional.empty();
  }

  private String path(MessageKey key) {
    return key.person().isEmpty()
        ? "/console/tasks/one?id=" + URLEncoder.encode(key.taskId(), StandardCharsets.UTF_8)
        : "/t/" + links.token(key.taskId(), key.round(), key.person());
  }

  private void note(MessageKey key, String result) {
    Counter.builder("sluice.messages")
        .tag("channel", key.channel())
        .tag("result", result)
        .register(meters)
        .increment();
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
