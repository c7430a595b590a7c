package dev.sluice.gateway.message;

import dev.sluice.gateway.journal.Database;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The messages, for whoever operates. Blocks. Safe for many threads. */
public final class MessageList {

  /** {@code next} is where the page after it begins. */
  public record Page(List<Message> items, @Nullable Long next) {}

  private final Database database;

  public MessageList(Database database) {
    this.database = database;
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
