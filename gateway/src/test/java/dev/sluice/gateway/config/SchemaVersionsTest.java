package dev.sluice.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.event.Event;
import dev.sluice.gateway.route.Action;
import dev.sluice.gateway.route.Events;
import dev.sluice.gateway.route.Planned;
import dev.sluice.gateway.schema.SchemaVerdict;
import dev.sluice.gateway.schema.Violation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Versions of one type: what is said when they break, and how routes come to see one only. */
final class SchemaVersionsTest {

  private static final String TYPE = "order.placed";

  @TempDir private Path folder;

  @BeforeEach
  void threeVersionsOfOneType() throws IOException {
    write(
        "sluice.yaml",
        """
        schemas: ./schemas
        routes:
          - name: order
            on: order.placed
            start: {workflow: W, taskQueue: q, id: 'order-${event.data.order.id}', input: event.data}
        """);
    write("schemas/order.placed/1.json", "{\"required\": [\"id\"]}");
    write(
        "schemas/order.placed/2.json",
        "{\"required\": [\"id\", \"total\"],\n \"properties\": {\n  \"total\": {\"type\": \"string\"}}}");
    write("schemas/order.placed/3.json", "{\"required\": [\"order\"]}");
    write(
        "schemas/order.placed/2.upcast.cel",
        "// as one object\n{'order': {'id': event.data.id, 'total': event.data.total}}");
  }

  @Test
  void aBreakingVersionIsToldWithItsPlace() {
    Check check = Check.of(folder.resolve("sluice.yaml"));
    assertThat(check.isGood()).isTrue();
    assertThat(check.lines().stream().map(line -> line.replace(folder + "/", "")))
        .contains(
            "schemas/order.placed/2.json:1:2: warning: schemas: breaks version 1: /total: is"
                + " required now")
        .noneMatch(line -> line.contains("breaks version 2"));
  }

  @Test
  void aTypeOffConventionIsToldToo() throws IOException {
    write("schemas/order.place/1.json", "{}");
    assertThat(Check.of(folder.resolve("sluice.yaml")).lines())
        .anyMatch(line -> line.contains("an event says what has happened: order.placed"));
  }

  @Test
  void routesSeeTheNewestVersionOfWhatCanBeBroughtToIt() throws IOException {
    write(
        "schemas/order.placed/1.upcast.cel",
        "{'id': event.data.id, 'total': has(event.data.total) ? event.data.total : '0.00'}");
    Config config = good();
    Event old = Events.of(TYPE, "{\"id\": \"7\"}");
    SchemaVerdict verdict = config.schemas().judge(old);
    assertThat(verdict.violations()).isEmpty();
    assertThat(verdict.version()).isEqualTo("1");
    assertThat(verdict.read().dataVersion()).isEqualTo("3");
    Action.Start start = (Action.Start) ((Planned.Work) config.routes().plan(old).get(0)).action();
    assertThat(start.workflowId()).isEqualTo("order-7");
    assertThat(start.input().toString()).isEqualTo("{\"order\":{\"id\":\"7\",\"total\":\"0.00\"}}");
    Action again = ((Planned.Work) config.routes().again("order", old, null)).action();
    assertThat(((Action.Start) again).workflowId()).isEqualTo("order-7");
    assertThat(Explain.of(config, old).lines()).contains("schema: version 1, fits, read as 3");
  }

  @Test
  void aVersionWithoutAnUpcastStaysAsItIs() throws IOException {
    Event first = Events.of(TYPE, "{\"id\": \"7\"}");
    assertThat(good().schemas().judge(first).read()).isSameAs(first);
  }

  @Test
  void whatCannotBeBroughtToTheNewestIsRefused() throws IOException {
    Config config = good();
    Event lacking = Events.of(TYPE, "2", "{\"id\": 1, \"total\": \"1\"}");
    assertThat(config.schemas().check(lacking)).isEmpty();
    write("schemas/order.placed/2.upcast.cel", "{'order': event.data.nothing}");
    Config failing = good();
    assertThat(failing.schemas().check(lacking))
        .extracting(Violation::pointer)
        .containsExactly("/data");
    assertThat(failing.schemas().check(lacking).get(0).detail())
        .contains("cannot be brought from version 2 to version 3", "there is no 'nothing'");
    Planned planned = failing.routes().plan(lacking).get(0);
    assertThat(planned).isInstanceOf(Planned.Broken.class);
    assertThat(((Planned.Broken) planned).reason()).isEqualTo("upcastFailed");
    assertThat(failing.routes().again("order", lacking, null)).isInstanceOf(Planned.Broken.class);
    write("schemas/order.placed/2.upcast.cel", "{'else': true}");
    assertThat(good().schemas().check(lacking).get(0).detail())
        .isEqualTo("brought to version 3, its /data/order is required");
  }

  @Test
  void anUpcastIsCheckedWithTheFile() throws IOException {
    write("schemas/order.placed/2.upcast.cel", "{\n 'order': evnt.data}");
    write("schemas/order.placed/3.upcast.cel", "event.data");
    write("schemas/order.placed/9.upcast.cel", "event.data");
    assertThat(Check.of(folder.resolve("sluice.yaml")).lines())
        .anyMatch(
            line ->
                line.contains("2.upcast.cel:2:11: error: schemas: undeclared reference to 'evnt'"))
        .anyMatch(line -> line.contains("3.upcast.cel:1:1") && line.contains("no newer version"))
        .anyMatch(line -> line.contains("9.upcast.cel:1:1") && line.contains("no schema 9.json"));
  }

  private Config good() {
    Loaded loaded = ConfigFile.load(folder.resolve("sluice.yaml"));
    assertThat(loaded).as("%s", loaded).isInstanceOf(Loaded.Ready.class);
    return ((Loaded.Ready) loaded).config();
  }

  private void write(String place, String text) throws IOException {
    Path file = folder.resolve(place);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
