package dev.sluice.gateway.message;

import dev.sluice.gateway.people.People;
import dev.sluice.gateway.people.Person;
import dev.sluice.gateway.task.Lives;
import dev.sluice.gateway.task.Task;
import dev.sluice.gateway.task.TaskWatch;
import dev.sluice.gateway.task.Voter;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Plans who is told of a task, and when, in the transaction in which its run puts it: what is in
 * the inbox will be told, and what is planned twice is there once. A question that is asked afresh
 * under its id is told afresh.
 */
public final class MessagePlan implements TaskWatch {

  private final Supplier<Messages> messages;
  private final Supplier<People> people;
  private final Clock clock;
  private final Runnable planned;

  /**
   * @param planned told after each transaction that may have planned something; must not block
   */
  public MessagePlan(
      Supplier<Messages> messages, Supplier<People> people, Clock clock, Runnable planned) {
    this.messages = messages;
    this.people = people;
    this.clock = clock;
    this.planned = planned;
  }

  @Override
  public void put(Connection connection, Task task, List<Instant> remind) throws SQLException {
    if (!task.isOpen()) {
      return;
    }
    Messages by = messages.get();
    List<Instant> times = new ArrayList<>(List.of(clock.instant()));
    times.addAll(remind);
    int life = Lives.of(connection, task.id());
    if (by.slack() != null) {
      plan(connection, task, life, Channels.SLACK, "", times);
    }
    if (by.webhook() != null) {
      plan(connection, task, life, Channels.WEBHOOK, "", times);
    }
    if (by.mail() != null) {
      People known = people.get();
      for (Person person : known.all()) {
        if (person.email() != null && Voter.ofMessage(person, known).objection(task).isEmpty()) {
          plan(connection, task, life, Channels.MAIL, person.id(), times);
        }
      }
    }
  }

  private void plan(
      Connection connection,
      Task task,
      int life,
      String channel,
      String person,
      List<Instant> times)
      throws SQLException {
    Instant now = times.get(0);
    for (int reminder = 0; reminder < times.size(); reminder++) {
      Instant at = times.get(reminder);
      // Whoever is asked only now is not reminded of what came before.
      if (reminder == 0 || at.isAfter(now)) {
        MessageKey key =
            new MessageKey(task.id(), life, task.ballot().round(), reminder, channel, person);
        MessageRows.plan(connection, key, at.toEpochMilli(), now.toEpochMilli());
      }
    }
  }

  @Override
  public void kept() {
    planned.run();
  }
}
