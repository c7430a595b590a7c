package dev.sluice.gateway.message;

import dev.sluice.gateway.journal.Database;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The messages, for whoever operates. Blocks. Safe for many threads. */
public final class MessageList {

  /** {@code next} is where the page after it begins. */
  public record Page(List<Message> items, @Nullable Long next) {}

  /** Somebody answered by a link. */
  public record LinkUse(String person, int life, int round, Instant at) {}

  /**
   * What became of the messages of one task, oldest first.
   *
   * @param messages no more than {@value #MOST}, the newest
   */
  public record Told(List<Message> messages, List<LinkUse> uses) {

    public Told {
      messages = List.copyOf(messages);
      uses = List.copyOf(uses);
    }
  }

  private static final int MOST = 100;

  private final Database database;

  public MessageList(Database database) {
    this.database = database;
  }

  /** What was tried or dropped; what is not due yet is nobody's news. */
  public Told of(String taskId) {
    return database.read(
        connection ->
            new Told(
                MessageRows.of(connection, taskId, MOST), MessageRows.uses(connection, taskId)));
  }

  /** Newest first. */
  public Page list(Message.@Nullable State state, @Nullable Long before, int limit) {
    long from = before == null ? Long.MAX_VALUE : before;
    List<Message> found =
        database.read(connection -> MessageRows.list(connection, state, from, limit + 1));
    return found.size() > limit
        ? new Page(List.copyOf(found.subList(0, limit)), found.get(limit - 1).seq())
        : new Page(found, null);
  }
}
