package dev.sluice.gateway.reload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.gateway.config.ConfigFile;
import dev.sluice.gateway.config.Loaded;
import dev.sluice.gateway.dispatch.Failpoint;
import dev.sluice.gateway.dispatch.Rig;
import dev.sluice.gateway.edge.Edge;
import dev.sluice.gateway.edge.EventsApi;
import dev.sluice.gateway.edge.Http;
import dev.sluice.gateway.edge.Http.Answer;
import dev.sluice.gateway.edge.Rules;
import dev.sluice.gateway.event.EventReader;
import dev.sluice.gateway.run.Cancels;
import dev.sluice.gateway.run.Runs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The configuration is another one as soon as it was asked for once. */
class OneConfigurationTest {

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "application/json                      | {\"type\":\"x\"}   |",
        "application/cloudevents-batch+json    | [%s]               | /results/0",
        "application/x-ndjson                  | {\"type\":\"x\"}   | /results/0",
      })
  void aRequestIsJudgedByOneFromTheDoorToItsRoutes(String type, String body, String at)
      throws IOException {
    try (Rig rig = new Rig(folder, "127.0.0.1:1", false, Failpoint.NONE);
        Cancels cancels = new Cancels(rig.journal.cancels(), rig.engine)) {
      Rules before = rules("before", rig);
      Rules after = rules("after", rig);
      AtomicReference<Rules> inForce = new AtomicReference<>(before);
      var threads = Edge.threads();
      try (Runs runs = new Runs(rig.journal.runs(), rig.engine, cancels, threads);
          EventsApi api = new EventsApi(rig.journal, runs, threads);
          Edge edge =
              Edge.open(
                  new Edge.Address("127.0.0.1", 0),
                  () -> inForce.getAndSet(after),
                  threads,
                  List.of(api))) {
        Http http = new Http(edge.url(), edge.port());
        inForce.set(before);
        Answer answer =
            http.send(
                "POST",
                "/v1/events",
                Map.of("Content-Type", type),
                body.formatted(
                        "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"x\"}")
                    .getBytes(StandardCharsets.UTF_8));

        assertThat(answer.status()).isEqualTo(202);
        JsonNode receipt = at == null ? answer.json() : answer.json().at(at);
        JsonNode event = http.get(receipt.at("/links/self").asText()).json();
        assertThat(event.get("verdicts").findValuesAsText("route")).containsExactly("before");
      }
    }
  }

  private Rules rules(String route, Rig rig) throws IOException {
    Path file =
        Files.writeString(
            folder.resolve(route + ".yaml"),
            "routes: [{name: " + route + ", on: x, publish: {type: y}}]");
    return ConfigFile.load(file) instanceof Loaded.Ready ready
        ? Configured.of(ready.config(), new EventReader(Clock.systemUTC()), rig.journal).rules()
        : fail(file + " is refused");
  }
}
