package dev.sluice.cli.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.cli.CommandFailure;
import dev.sluice.cli.Output;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code sluice tail}: events and verdicts as they come. A connection that is cut is made again
 * from where it was, however long the gateway is away, so that nothing is missed.
 */
@Command(
    name = "tail",
    description = "Follow events and verdicts as they come.",
    mixinStandardHelpOptions = true)
public final class TailCommand implements Runnable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Executor AFTER_A_WHILE =
      CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS);

  @Mixin private Api api = new Api();
  @Mixin private Output output = new Output();

  @Option(names = "--type", description = "A type; * is one segment, ** any number.")
  private @Nullable String type;

  @Option(names = "--route", description = "The name of a route.")
  private @Nullable String route;

  @Option(
      names = "--from",
      paramLabel = "ID",
      description = "Go on after this id of the stream. Default: from now on.")
  private @Nullable String lastId;

  @Option(names = "--once", description = "End when the connection is cut.")
  private boolean once;

  private boolean answered;

  @Override
  public void run() {
    var parameters = new TreeMap<String, @Nullable String>();
    parameters.put("type", type);
    parameters.put("route", route);
    follow(parameters);
    while (!once && !output.isClosed()) {
      var unused = CompletableFuture.runAsync(() -> {}, AFTER_A_WHILE).join();
      follow(parameters);
    }
  }

  /** Who never answered is not there; who did will come back. */
  private void follow(Map<String, @Nullable String> parameters) {
    var sent = new SentEvents();
    try {
      api.stream(
          "v1/stream",
          parameters,
          lastId,
          line -> {
            answered = true;
            sent.line(line).ifPresent(this::take);
            return !output.isClosed();
          });
    } catch (Api.Away away) {
      if (!answered) {
        throw away;
      }
    }
  }

  private void take(SentEvents.Message message) {
    if (!message.data().isEmpty()) {
      tell(message.event(), message.id(), json(message.data()));
    }
    if (message.id() != null) {
      lastId = message.id();
    }
  }

  private void tell(String event, @Nullable String id, JsonNode news) {
    if (output.isJson()) {
      output.line(
          JSON.createObjectNode().put("event", event).put("id", id).set("data", news).toString());
    } else if (event.equals("event")) {
      output.line(
          news.path("acceptedAt").asText()
              + " "
              + news.path("type").asText()
              + " "
              + news.path("eid").asText());
      news.path("verdicts").forEach(each -> output.line("  " + EventsCommand.sentence(each)));
    } else {
      output.line(
          news.path("at").asText()
              + " "
              + news.path("type").asText()
              + " "
              + news.path("eid").asText()
              + " "
              + EventsCommand.sentence(news));
    }
  }

  private static JsonNode json(String data) {
    try {
      return JSON.readTree(data);
    } catch (JsonProcessingException e) {
      throw new CommandFailure(
          "The stream has something that is not JSON.", "Is it a Sluice gateway?", e);
    }
  }
}
