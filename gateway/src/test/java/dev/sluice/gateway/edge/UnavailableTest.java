package dev.sluice.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.gateway.edge.Http.Answer;
import dev.sluice.gateway.event.EventReader;
import dev.sluice.gateway.event.Incoming;
import dev.sluice.gateway.journal.EventQuery;
import dev.sluice.gateway.journal.OpenedJournal;
import dev.sluice.gateway.route.RouteTable;
import dev.sluice.gateway.route.TypeSet;
import dev.sluice.gateway.schema.SchemaCheck;
import io.javalin.http.Context;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The door over a journal that cannot write. */
class UnavailableTest {

  private static final Caller ME = new Caller("me", Set.of(), TypeSet.ALL, Set.of());
  private static final Incoming NO_HEADERS = new Incoming(Map.of(), new byte[0]);
  private static final EventQuery ALL =
      new EventQuery(null, null, null, null, null, null, null, null, null, 10, null);

  /** Where a SQLite file says by which version it may be written: today's is 2. */
  private static final int WRITE_VERSION = 18;

  @TempDir private Path folder;
  @RegisterExtension final OpenedJournal opened = new OpenedJournal(() -> folder);
  private Edge edge;
  private Http http;

  @BeforeEach
  void open() {
    var threads = Edge.threads();
    Intake intake =
        new Intake(
            new EventReader(Clock.systemUTC()),
            SchemaCheck.none(),
            new RouteTable(List.of()),
            opened.journal());
    Edge.Api post =
        routes ->
            routes.post("/post", ctx -> ctx.future(() -> intake.accept(in(ctx), ME)), Role.open);
    LineIntake lines = new LineIntake();
    LineIntake.Way way = new LineIntake.Way(intake, ME);
    Edge.Api postLines =
        routes ->
            routes.post("/lines", ctx -> lines.answer(ctx, NO_HEADERS, way, () -> way), Role.open);
    Edge.Api health =
        new SystemApi(
            AboutInfo.of(
                "test", new AboutInfo.Temporal("server", "", "", null), null, Instant.EPOCH),
            new Health(
                opened.journal(),
                () -> new SystemApi.EngineWord(true, "up", null),
                () -> ConfigWord.current("sluice.yaml", Instant.EPOCH, List.of()),
                List.of()),
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
    edge =
        Edge.open(
            new Edge.Address("127.0.0.1", 0),
            Access::thisMachineOnly,
            threads,
            List.of(post, postLines, health));
    http = new Http(edge.url(), edge.port());
  }

  @AfterEach
  void close() {
    edge.close();
  }

  @Test
  void whatCannotBeKeptIsNotAccepted() {
    opened.close();
    assertRefused(http.post("/post", "{\"type\":\"t\"}"));
    assertRefused(http.post("/lines", "{\"type\":\"t\"}\n".repeat(1_000)));
    assertNotReady();
    assertThat(http.get("/health/live").status()).isEqualTo(200);
  }

  /**
   * Rights of files do not stop a root user, so the database's own header says that it is
   * read-only: to a new connection, which comes after a commit that failed.
   */
  @Test
  void aFileThatMayNotBeWrittenIsGotOver() throws Exception {
    assertThat(http.post("/post", "{\"type\":\"before\",\"data\":{}}").status()).isEqualTo(200);
    opened.commits().arm();
    assertThatThrownBy(() -> opened.database().write(connection -> 1).join()).isNotNull();
    // Closing the file would give up SQLite's locks on it: it stays open to the end.
    try (RandomAccessFile bytes = new RandomAccessFile(opened.file().toFile(), "rw")) {
      emptyTheLog();
      write(bytes, 3);
      assertRefused(http.post("/post", "{\"type\":\"refused\",\"data\":{}}"));
      assertNotReady();
      write(bytes, 2);
      await("without a restart").until(() -> http.get("/health/ready").status() == 200);
      assertThat(http.post("/post", "{\"type\":\"after\",\"data\":{}}").status()).isEqualTo(200);
      assertThat(opened.journal().events(ALL).items())
          .extracting(stored -> stored.event().type())
          .containsExactly("after", "before");
      edge.close();
      opened.close();
    }
  }

  private static void assertRefused(Answer answer) {
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.problem()).isEqualTo("journal-unavailable");
    assertThat(answer.json().get("detail").asText()).contains("Nothing was kept");
    assertThat(answer.headers().get("Retry-After")).isEqualTo("5");
  }

  private void assertNotReady() {
    Answer ready = http.get("/health/ready");
    assertThat(ready.status()).isEqualTo(503);
    assertThat(ready.json().get("journal").asText()).isEqualTo("unwritable");
  }

  /** Then the first page is where the file begins. */
  private void emptyTheLog() throws SQLException, IOException {
    try (Connection connection = DriverManager.getConnection(opened.url());
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
    }
    assertThat(Files.size(folder.resolve("sluice.db-wal"))).isZero();
  }

  private static void write(RandomAccessFile bytes, int version) throws IOException {
    bytes.seek(WRITE_VERSION);
    bytes.write(version);
  }

  private static Incoming in(Context ctx) {
    return new Incoming(Map.of("content-type", List.of("application/json")), Body.read(ctx));
  }
}
