package dev.sluice.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.edge.Http.Answer;
import dev.sluice.gateway.event.EventReader;
import dev.sluice.gateway.event.Incoming;
import dev.sluice.gateway.journal.Database;
import dev.sluice.gateway.journal.Journal;
import dev.sluice.gateway.journal.JournalConfig;
import dev.sluice.gateway.route.RouteTable;
import dev.sluice.gateway.route.TypeSet;
import dev.sluice.gateway.schema.SchemaCheck;
import io.javalin.http.Context;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnavailableTest {

  private static final Caller ME = new Caller("me", Set.of(), TypeSet.ALL, Set.of());

  @TempDir private Path folder;

  @Test
  void whatCannotBeKeptIsNotAccepted() {
    var meters = new SimpleMeterRegistry();
    Database database = Database.open("jdbc:sqlite:" + folder.resolve("journal.db"), meters);
    Journal journal =
        Journal.open(
            database, new JournalConfig(folder, Clock.systemUTC(), Duration.ofDays(1)), meters);
    var threads = Edge.threads();
    Intake intake =
        new Intake(
            new EventReader(Clock.systemUTC()),
            SchemaCheck.none(),
            new RouteTable(List.of()),
            journal);
    Edge.Api post =
        routes ->
            routes.post("/post", ctx -> ctx.future(() -> intake.accept(in(ctx), ME)), Role.open);
    LineIntake lines = new LineIntake();
    Edge.Api postLines =
        routes ->
            routes.post("/lines", ctx -> lines.answer(ctx, NO_HEADERS, intake, ME), Role.open);
    Edge.Api health =
        new SystemApi(
            AboutInfo.of(
                "test", new AboutInfo.Temporal("server", "", "", null), null, Instant.EPOCH),
            journal,
            () -> new SystemApi.EngineWord(true, "up", null),
            () -> ConfigWord.current("sluice.yaml", Instant.EPOCH, List.of()),
            List.of(),
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
    try (Edge edge =
        Edge.open(
            new Edge.Address("127.0.0.1", 0),
            Access::thisMachineOnly,
            threads,
            List.of(post, postLines, health))) {
      Http http = new Http(edge.url(), edge.port());
      database.close();
      Answer answer = http.post("/post", "{\"type\":\"t\"}");
      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.problem()).isEqualTo("journal-unavailable");
      assertThat(answer.headers().get("Retry-After")).isEqualTo("5");
      Answer noLines = http.post("/lines", "{\"type\":\"t\"}\n".repeat(1_000));
      assertThat(noLines.status()).isEqualTo(503);
      assertThat(noLines.problem()).isEqualTo("journal-unavailable");
      assertThat(noLines.headers().get("Retry-After")).isEqualTo("5");
      Answer ready = http.get("/health/ready");
      assertThat(ready.status()).isEqualTo(503);
      assertThat(ready.json().get("journal").asText()).isEqualTo("unwritable");
      assertThat(http.get("/health/live").status()).isEqualTo(200);
    }
  }

  private static final Incoming NO_HEADERS = new Incoming(Map.of(), new byte[0]);

  private static Incoming in(Context ctx) {
    return new Incoming(Map.of("content-type", List.of("application/json")), Body.read(ctx));
  }
}
