package dev.sluice.cli.api;

import dev.sluice.cli.Output;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sluice refusals}: the deliveries that were not let in, and why. Alone it lists. */
@Command(
    name = "refusals",
    description = "List deliveries that were refused at the door, newest first.",
    mixinStandardHelpOptions = true,
    subcommands = RefusalsCommand.ListRefusals.class)
public final class RefusalsCommand implements Runnable {

  private static final Listing REFUSALS =
      Listing.of("v1/refusals")
          .with("REFUSED AT", "at")
          .with("SOURCE", "source")
          .with("REASON", "reason")
          .with("FROM", "remote")
          .with("BYTES", "bodyBytes")
          .with("SHA-256", "bodySha256");

  @Mixin private Api api = new Api();
  @Mixin private Output output = new Output();
  @Mixin private Filter filter = new Filter();

  @Override
  public void run() {
    list(api, output, filter);
  }

  @Command(
      name = "list",
      description = "List refusals, newest first.",
      mixinStandardHelpOptions = true)
  static final class ListRefusals implements Runnable {

    @Mixin private Api api = new Api();
    @Mixin private Output output = new Output();
    @Mixin private Filter filter = new Filter();

    @Override
    public void run() {
      RefusalsCommand.list(api, output, filter);
    }
  }

  static final class Filter {

    @Option(names = "--source", description = "The name of a source.")
    private @Nullable String source;

    @Option(names = "--limit", defaultValue = "20", description = "How many. Default: 20.")
    private String limit = "20";

    @Option(
        names = "--cursor",
        paramLabel = "NEXT",
        description = "Go on where a list with --json ended.")
    private @Nullable String cursor;
  }

  private static void list(Api api, Output output, Filter filter) {
    var parameters = new TreeMap<String, @Nullable String>();
    parameters.put("source", filter.source);
    parameters.put("limit", filter.limit);
    parameters.put("cursor", filter.cursor);
    REFUSALS.give(api, output, parameters);
  }
}
