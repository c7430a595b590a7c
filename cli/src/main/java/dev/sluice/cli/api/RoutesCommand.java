package dev.sluice.cli.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.cli.Output;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code sluice routes}: how each route is doing, and holding one for a while. */
@Command(
    name = "routes",
    description = "List routes, pause one, or let one go on.",
    mixinStandardHelpOptions = true,
    subcommands = {
      RoutesCommand.ListRoutes.class,
      RoutesCommand.Pause.class,
      RoutesCommand.Resume.class
    })
public final class RoutesCommand {

  @Command(
      name = "list",
      description = "List routes: state, what waits and what is dead, events of the last minutes.",
      mixinStandardHelpOptions = true)
  static final class ListRoutes implements Runnable {

    private static final Listing ROUTES =
        Listing.of("v1/routes")
            .with("ROUTE", "name")
            .with("STATE", ListRoutes::state)
            .with("ACTION", ListRoutes::action)
            .with("HELD", "held")
            .with("DEAD", "dead")
            .with("LAST 5 MIN", route -> route.path("events").path("last5m").asText())
            .with("LAST ERROR", route -> error(route.path("lastError")));

    @Mixin private Api api = new Api();
    @Mixin private Output output = new Output();

    @Override
    public void run() {
      ROUTES.give(api, output, Map.of());
    }

    private static String state(JsonNode route) {
      var state = route.path("state").asText();
      return route.has("pausedBy")
          ? state + " by " + route.path("pausedBy").asText() + " " + route.path("pausedAt").asText()
          : state;
    }

    private static String action(JsonNode route) {
      return (route.path("action").asText() + " " + route.path("workflow").asText()).strip();
    }

    private static String error(JsonNode error) {
      return error.isMissingNode()
          ? ""
          : error.path("at").asText()
              + " "
              + error.path("error").asText(error.path("reason").asText());
    }
  }

  @Command(
      name = "pause",
      description = "Hold what comes by a route until it is resumed.",
      mixinStandardHelpOptions = true)
  static final class Pause implements Runnable {

    @Mixin private Api api = new Api();
    @Mixin private Output output = new Output();

    @Parameters(paramLabel = "ROUTE", description = "The route's name.")
    private String name = "";

    @Override
    public void run() {
      answer(output, api.post(Api.path("routes", name, "pause"), "", Map.of()));
    }
  }

  @Command(
      name = "resume",
      description = "Let what a paused route holds go on, in order.",
      mixinStandardHelpOptions = true)
  static final class Resume implements Runnable {

    @Mixin private Api api = new Api();
    @Mixin private Output output = new Output();

    @Parameters(paramLabel = "ROUTE", description = "The route's name.")
    private String name = "";

    @Override
    public void run() {
      answer(output, api.post(Api.path("routes", name, "resume"), "", Map.of()));
    }
  }

  private static void answer(Output output, JsonNode route) {
    output.answer(
        route,
        () ->
            output.line(
                "%s: %s, %s held"
                    .formatted(
                        route.path("name").asText(),
                        route.path("state").asText(),
                        route.path("held").asText())));
  }
}
