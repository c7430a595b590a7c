package dev.sluice.cli.doctor;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.cli.Output;
import dev.sluice.cli.engine.Connection;
import dev.sluice.cli.engine.Probe;
import dev.sluice.cli.engine.SearchAttributes;
import dev.sluice.cli.process.GatewayFlags;
import dev.sluice.gateway.config.Check;
import dev.sluice.gateway.config.Config;
import dev.sluice.gateway.config.ConfigFile;
import dev.sluice.gateway.config.Loaded;
import dev.sluice.gateway.journal.DatabaseCheck;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sluice doctor}: what is missing before a gateway and a worker can do their work. */
@Command(
    name = "doctor",
    description = "Look at configuration, database, Temporal and the clock, and say what to do.",
    mixinStandardHelpOptions = true)
public final class DoctorCommand implements Callable<Integer> {

  @Mixin private Output output = new Output();

  @Option(
      names = "--config",
      defaultValue = "${env:SLUICE_CONFIG}",
      description = "The configuration file. Default: SLUICE_CONFIG.")
  private @Nullable Path config;

  @Option(names = "--fix", description = "Put right what can be: register search attributes.")
  private boolean fix;

  @Mixin private GatewayFlags flags = new GatewayFlags();

  @Override
  public Integer call() {
    var findings = new ArrayList<Finding>();
    var window = Config.Retention.DEFAULT.identity();
    if (config != null) {
      findings.add(configuration(config));
      if (ConfigFile.load(config) instanceof Loaded.Ready ready) {
        window = ready.config().retention().identity();
      }
    }
    findings.add(database(flags.databaseUrl()));
    var connection = Connection.orLocal(System.getenv());
    var temporal = temporal(connection);
    findings.add(temporal);
    if (temporal.good()) {
      findings.add(searchAttributes(connection));
      findings.add(retention(Probe.retention(connection), window));
    }
    findings.add(Clocks.compare(flags.address()));
    output.answer(new ObjectMapper().valueToTree(findings), () -> print(findings));
    return findings.stream().allMatch(Finding::good) ? 0 : 1;
  }

  private static Finding configuration(Path file) {
    var check = Check.of(file);
    return check.isGood()
        ? Finding.good("configuration", check.summary())
        : Finding.bad("configuration", check.summary(), "Run: sluice check " + file);
  }

  private static Finding database(String url) {
    return DatabaseCheck.problem(url)
        .map(
            problem ->
                Finding.bad(
                    "database",
                    url + ": " + problem,
                    "Name it with --database-url or --data. A damaged file is restored from a"
                        + " backup: the journal is the only record of what was accepted."))
        .orElseGet(() -> Finding.good("database", url));
  }

  /** A route's identity must outlive Temporal's own memory of a run. */
  static Finding retention(Duration kept, Duration window) {
    var detail =
        "the namespace keeps closed runs for %s h, the identity window is %s h"
            .formatted(kept.toHours(), window.toHours());
    return window.compareTo(kept) >= 0
        ? Finding.good("retention", detail)
        : Finding.bad(
            "retention",
            detail,
            "Set retention.identity to at least the namespace's retention, or shorten that: "
                + "temporal operator namespace update -n NAMESPACE --retention DURATION");
  }

  private static Finding temporal(Connection connection) {
    var name = "namespace " + connection.namespace() + " at " + connection.address();
    return Probe.problem(connection)
        .map(
            problem ->
                Finding.bad(
                    "temporal",
                    name + ": " + problem,
                    "Is the server up, and do TEMPORAL_ADDRESS and TEMPORAL_NAMESPACE name it?"
                        + " A namespace is made with: temporal operator namespace create -n "
                        + connection.namespace()))
        .orElseGet(() -> Finding.good("temporal", name));
  }

  private Finding searchAttributes(Connection connection) {
    try {
      if (fix) {
        SearchAttributes.register(connection);
      }
      var missing = SearchAttributes.missing(connection);
      return missing.isEmpty()
          ? Finding.good("search attributes", "all registered")
          : Finding.bad(
              "search attributes",
              "not registered: " + String.join(", ", missing),
              fix ? "It may take some seconds: run it again." : "Run: sluice doctor --fix");
    } catch (StatusRuntimeException e) {
      return Finding.bad(
          "search attributes",
          e.getStatus().getCode() + ": " + e.getStatus().getDescription(),
          "An administrator of the namespace can register them as Keyword: "
              + String.join(", ", SearchAttributes.names()));
    }
  }

  private void print(List<Finding> findings) {
    for (var finding : findings) {
      output.line(
          (finding.good() ? "ok    " : "WRONG ") + finding.subject() + ": " + finding.detail());
      if (!finding.advice().isEmpty()) {
        output.line("      " + finding.advice());
      }
    }
  }
}
