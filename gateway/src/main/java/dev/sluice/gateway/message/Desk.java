package dev.sluice.gateway.message;

import dev.sluice.gateway.journal.Database;
import dev.sluice.gateway.message.MessageRows.Due;
import dev.sluice.gateway.message.MessageRows.Try;
import dev.sluice.gateway.people.People;
import dev.sluice.gateway.people.Person;
import dev.sluice.gateway.task.Inbox;
import dev.sluice.gateway.task.Lives;
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
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where letters are written and what becomes of them is noted, whatever the channel. Blocks. Safe
 * for many threads.
 */
record Desk(
    Database database,
    MessageSender.Settings settings,
    Links links,
    Clock clock,
    MeterRegistry meters,
    MessageSender.Pace pace) {

  /** What is to be done with a message that is due. */
  sealed interface Turn {

    record Send(Letter letter) implements Turn {}

    /** Nobody needs it any more. */
    record Drop(String why) implements Turn {}
  }

  private static final Logger log = LoggerFactory.getLogger(Desk.class);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(15);
  private static final int MOST_DOUBLINGS = 10;
  private static final Duration GIVEN_UP_AFTER = Duration.ofDays(7);

  List<Due> due(String channel, int limit) {
    return database.read(connection -> MessageRows.due(connection, channel, clock.millis(), limit));
  }

  Optional<Instant> next(String channel) {
    return database.read(connection -> MessageRows.next(connection, channel));
  }

  /** What failed by a configuration that is over is tried at once by the next. */
  void hurry(String channel) {
    var unused =
        database.write(connection -> MessageRows.hurry(connection, channel, clock.millis())).join();
  }

  /** What was due by a channel that is not configured waits for it, which is no failed try. */
  void leave(String channel) {
    String why = "the channel is not configured any more";
    var unused = database.write(c -> MessageRows.leave(c, channel, why, clock.millis())).join();
  }

  Turn turn(Due next, URI base) {
    MessageKey key = next.key();
    Optional<Task> task = Inbox.find(database, key.taskId());
    People people = settings.people().get();
    Optional<Person> person = people.find(key.person());
    int life = database.read(connection -> Lives.of(connection, key.taskId()));
    Optional<String> over =
        whyOver(key, life, task, person, people)
            .or(
                () ->
                    Optional.of("a later reminder says the same").filter(why -> isOvertaken(key)));
    return over.isPresent()
        ? new Turn.Drop(over.get())
        : new Turn.Send(
            new Letter(
                key, task.orElseThrow(), person.orElse(null), base.resolve(path(key, person))));
  }

  private boolean isOvertaken(MessageKey key) {
    return database.read(c -> MessageRows.isOvertaken(c, key, clock.millis()));
  }

  /** Why nobody needs the message any more. */
  private static Optional<String> whyOver(
      MessageKey key, int life, Optional<Task> found, Optional<Person> person, People people) {
    if (found.isEmpty() || !found.get().isOpen()) {
      return Optional.of("the question is answered or closed");
    }
    Task task = found.get();
    if (life != key.life()) {
      return Optional.of("the question was asked anew");
    }
    if (task.ballot().round() != key.round()) {
      return Optional.of("the question has moved on to another tier");
    }
    if (key.person().isEmpty()) {
      return Optional.empty();
    }
    if (person.filter(each -> Voter.ofMessage(each, people).objection(task).isEmpty()).isEmpty()) {
      return Optional.of(key.person() + " is not asked any more");
    }
    boolean hasVoted = task.votesNow().stream().anyMatch(vote -> key.person().equals(vote.by()));
    return hasVoted ? Optional.of(key.person() + " has answered") : Optional.empty();
  }

  private String path(MessageKey key, Optional<Person> person) {
    return person
        .map(Person::email)
        .map(email -> "/t/" + links.issue(key, email, settings.messages().get().links()))
        .orElse("/console/tasks/one?id=" + URLEncoder.encode(key.taskId(), StandardCharsets.UTF_8));
  }

  void drop(Due next, String why) {
    count(next.key(), "dropped");
    var unused = database.write(c -> MessageRows.drop(c, next.seq(), why, clock.millis())).join();
  }

  /**
   * What is to be kept of a try. It waits until that is done, so that the next round does not read
   * the row as still due, and may be run again where it fails.
   */
  Runnable note(Due next, Optional<Channel.Failure> failure) {
    count(next.key(), failure.isPresent() ? "error" : "sent");
    failure.ifPresent(
        each ->
            log.warn("{} is not sent, try {}: {}", next.key(), next.attempts() + 1, each.why()));
    Try made = made(next, failure);
    return () -> {
      var unused = database.write(c -> MessageRows.tried(c, next.seq(), made)).join();
    };
  }

  private Try made(Due next, Optional<Channel.Failure> failure) {
    long now = clock.millis();
    if (failure.isEmpty()) {
      return new Try(Message.State.sent, null, now, now);
    }
    boolean isOld = now - next.dueAt() > GIVEN_UP_AFTER.toMillis();
    return new Try(
        isOld ? Message.State.failed : Message.State.waiting,
        failure.get().why(),
        now + pause(next.attempts()).toMillis(),
        now);
  }

  /** After so many failures before. */
  Duration pause(int failures) {
    Duration doubled = pace.first().multipliedBy(1L << Math.min(failures, MOST_DOUBLINGS));
    return doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
  }

  private void count(MessageKey key, String result) {
    Counter.builder("sluice.messages")
        .tag("channel", key.channel())
        .tag("result", result)
        .register(meters)
        .increment();
  }
}
