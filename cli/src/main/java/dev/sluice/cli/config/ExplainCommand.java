package dev.sluice.cli.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.cli.CommandFailure;
import dev.sluice.cli.EventBody;
import dev.sluice.cli.Output;
import dev.sluice.gateway.config.Check;
import dev.sluice.gateway.config.Config;
import dev.sluice.gateway.config.ConfigFile;
import dev.sluice.gateway.config.Explain;
import dev.sluice.gateway.config.ExplainDelivery;
import dev.sluice.gateway.config.Loaded;
import dev.sluice.gateway.config.Rehearsal;
import dev.sluice.gateway.event.Event;
import dev.sluice.gateway.event.EventReader;
import dev.sluice.gateway.event.Incoming;
import dev.sluice.gateway.event.Malformed;
import dev.sluice.gateway.event.Unsupported;
import dev.sluice.gateway.route.Action;
import dev.sluice.gateway.route.Planned;
import dev.sluice.gateway.route.RouteTrace;
import dev.sluice.gateway.source.Delivery;
import dev.sluice.gateway.source.DeliveryText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sluice explain}: what would become of an event, and why. Nothing is kept or started. */
@Command(
    name = "explain",
    description = "Dry-run an event: every route, condition and workflow id.",
    mixinStandardHelpOptions = true)
public final class ExplainCommand implements Runnable {

  private static final ObjectMapper JSON = new ObjectMapper();

  @Mixin private Output output = new Output();

  @Parameters(index = "0", paramLabel = "FILE", description = "The configuration.")
  private Path file = Path.of("");

  @Parameters(
      index = "1",
      paramLabel = "EVENT",
      description = {
        "{\"type\": ..., \"data\": ...} or a CloudEvent; with --source a delivery as it came:",
        "headers, an empty line, the body."
      })
  private Path event = Path.of("");

  @Option(
      names = "--source",
      paramLabel = "NAME",
      description = "The source of the configuration that a delivery is posted to.")
  private @Nullable String source;

  @Override
  public void run() {
    if (source != null) {
      explainDelivery(source);
      return;
    }
    var explained = Explain.of(config(ConfigFile.load(file)), event());
    output.answer(json(explained), () -> explained.lines().forEach(output::line));
  }

  private void explainDelivery(String name) {
    var rehearsal = Rehearsal.of(file);
    var config = config(rehearsal.loaded());
    var to =
        config
            .sources()
            .find(name)
            .orElseThrow(
                () ->
                    new CommandFailure("There is no source " + name + ".", "Look under sources:"));
    var unset = Optional.ofNullable(rehearsal.unset().get(name));
    var explained = ExplainDelivery.of(config, to, delivery(), unset, Clock.systemUTC());
    output.answer(json(explained), () -> explained.lines().forEach(output::line));
  }

  private Delivery delivery() {
    try {
      return DeliveryText.parse(Files.readAllBytes(event));
    } catch (IOException e) {
      throw new CommandFailure("The file " + event + " cannot be read.", "Does it exist?", e);
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(
          event + " is not a delivery: " + e.getMessage() + ".",
          "Headers a line each, an empty line, then the body as it came.");
    }
  }

  private static ObjectNode json(ExplainDelivery explained) {
    var answer = JSON.createObjectNode().put("source", explained.source().name());
    var verification = answer.putObject("verification");
    if (explained.verification() instanceof ExplainDelivery.Verification.Refused refused) {
      verification.put("result", "refused").put("reason", refused.why().name());
    } else if (explained.verification() instanceof ExplainDelivery.Verification.Skipped skipped) {
      verification.put("result", "skipped").put("reason", skipped.why());
    } else {
      verification.put("result", "fits");
    }
    if (explained.outcome() instanceof ExplainDelivery.Outcome.AnEvent made) {
      answer.set("event", JSON.valueToTree(ExplainDelivery.attributes(made.event())));
      answer.setAll(json(made.explain()));
    } else if (explained.outcome() instanceof ExplainDelivery.Outcome.Unreadable unreadable) {
      answer.put("unreadable", unreadable.why());
    } else {
      answer.put("handshake", true);
    }
    return answer;
  }

  private Config config(Loaded loaded) {
    if (loaded instanceof Loaded.Ready ready) {
      return ready.config();
    }
    throw new CommandFailure(
        "The configuration has errors.", String.join("\n", Check.of(file).lines()));
  }

  private Event event() {
    try {
      var bytes = Files.readAllBytes(event);
      var type = EventBody.contentType(bytes);
      return new EventReader(Clock.systemUTC())
          .read(new Incoming(Map.of("content-type", List.of(type)), bytes), "/v1/events");
    } catch (IOException e) {
      throw new CommandFailure("The file " + event + " cannot be read.", "Does it exist?", e);
    } catch (Malformed | Unsupported e) {
      throw new CommandFailure(
          event + " is not an event: " + e.getMessage(), "The gateway would refuse it with 400.");
    }
  }

  private static ObjectNode json(Explain explained) {
    var answer = JSON.createObjectNode().put("type", explained.type());
    var schema = answer.putObject("schema").put("version", explained.schema().version());
    schema.put("readAs", explained.schema().read().dataVersion());
    schema.set("violations", JSON.<JsonNode>valueToTree(explained.schema().violations()));
    var routes = answer.putArray("routes");
    explained.routes().forEach(trace -> routes.add(json(trace)));
    return answer;
  }

  private static ObjectNode json(RouteTrace trace) {
    var route = JSON.createObjectNode().put("route", trace.route());
    route.put("matches", trace.matches());
    if (trace.when() != null) {
      route.put("when", trace.when());
    }
    var planned = trace.planned();
    if (planned instanceof Planned.Filtered) {
      route.put("verdict", "filtered");
    } else if (planned instanceof Planned.Broken broken) {
      route.put("verdict", "dead").put("reason", broken.reason()).put("detail", broken.detail());
    } else if (planned instanceof Planned.Work work) {
      route.put("action", word(work.action()));
      if (work.action() instanceof Action.ToWorkflow act) {
        route.put("workflowId", act.workflowId());
      }
      if (trace.retry() != null) {
        var retry = route.putObject("retry").put("attempts", trace.retry().attempts());
        retry.put("backoff", trace.retry().backoff().toSeconds() + "s");
        retry.put("factor", trace.retry().factor());
      }
    }
    return route;
  }

  /** As the configuration writes it. */
  private static String word(Action action) {
    var name = action.getClass().getSimpleName();
    return Character.toLowerCase(name.charAt(0)) + name.substring(1);
  }
}
