package dev.sluice.gateway.edge;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.gateway.message.Message;
import dev.sluice.gateway.message.MessageKey;
import dev.sluice.gateway.message.MessageList;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** {@code /v1/messages}: what people were told of tasks, what waits, and why. */
public final class MessagesApi implements Edge.Api {

  private final MessageList messages;

  public MessagesApi(MessageList messages) {
    this.messages = messages;
  }

  @Override
  public void routes(RoutesConfig routes) {
    routes.get("/v1/messages", this::list, Role.operate);
  }

  private void list(Context ctx) {
    Query query = new Query(ctx, "state", "limit", "cursor");
    MessageList.Page page =
        messages.list(
            query.oneOf("state", Message.State.class), before(query.text("cursor")), query.limit());
    Long next = page.next();
    Json.answer(
        ctx,
        200,
        Json.list(page.items(), MessagesApi::json, next == null ? null : Long.toString(next)));
  }

  private static @Nullable Long before(@Nullable String cursor) {
    return cursor == null ? null : Query.withCursor(() -> Long.valueOf(cursor));
  }

  private static ObjectNode json(Message message) {
    MessageKey key = message.key();
    ObjectNode json =
        Json.object()
            .put("taskId", key.taskId())
            .put("life", key.life())
            .put("round", key.round())
            .put("reminder", key.reminder())
            .put("channel", key.channel());
    if (!key.person().isEmpty()) {
      json.put("person", key.person());
    }
    json.put("state", message.state().name()).put("attempts", message.attempts());
    if (message.error() != null) {
      json.put("error", message.error());
    }
    json.put("dueAt", message.dueAt().toString());
    Instant nextAt = message.nextAt();
    if (nextAt != null) {
      json.put("nextAt", nextAt.toString());
    }
    return json.put("changedAt", message.changedAt().toString());
  }
}
