package dev.sluice.gateway.source;

import static dev.sluice.gateway.source.Deliveries.posted;
import static dev.sluice.gateway.source.Normalised.data;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.event.Event;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The event that a delivery becomes by a preset, and by what users map themselves. */
final class NormaliserTest {

  private static final String SOURCES =
      """
      plain: {verify: github, secrets: ["file:secret"]}
      any: {verify: api-key, secrets: ["file:secret"], keep: [X-Tenant]}
      business: {verify: api-key, secrets: ["file:secret"], preset: business-event}
      agents: {verify: api-key, secrets: ["file:secret"], preset: agent-event}
      stream: {verify: api-key, secrets: ["file:secret"], preset: stream-event}
      own:
        verify: api-key
        secrets: ["file:secret"]
        keep: [X-Tenant]
        types: {created: thing.created}
        map:
          id: event.data.ref
          type: event.data.kind
          subject: '"thing/" + string(event.data.n)'
          partitionkey: event.extensions.tenant
          data: '{"n": event.data.n}'
          extensions: {region: event.data.region, count: event.data.n}
      over:
        verify: api-key
        secrets: ["file:secret"]
        preset: business-event
        map: {word: event.data.eventType, id: event.data.other}
      """;

  @TempDir private static Path folder;
  private static Normalised normalised;

  @BeforeAll
  static void load() {
    normalised = Normalised.by(folder, SOURCES);
  }

  @Test
  void aBusinessEventKeepsItsOwnType() {
    Event event =
        normalised.json(
            "business",
            """
            {"eventId": "e1", "eventType": "order.placed", "timestamp": "2026-11-20T00:00:00Z",
             "source": "shop", "correlationId": "c1", "data": {"orderId": "1"},
             "metadata": {"version": "2", "region": "eu"}}""");
    assertThat(event.type()).isEqualTo("order.placed");
    assertThat(event.id()).isEqualTo("e1");
    assertThat(event.source()).isEqualTo("shop");
    assertThat(event.correlationId()).isEqualTo("c1");
    assertThat(event.dataVersion()).isEqualTo("2");
    assertThat(event.extensions()).containsEntry("region", "eu");
    assertThat(data(event).toString()).isEqualTo("{\"orderId\":\"1\"}");
  }

  @Test
  void anAgentEventsPriorityIsTurnedAround() {
    Event event =
        normalised.json(
            "agents",
            """
            {"event_id": "e1", "event_type": "task.done", "timestamp": "2026-11-20T00:00:00Z",
             "source_agent": "planner", "target_agents": ["a", "b"], "priority": 1,
             "payload": {"x": 1}, "correlation_id": "c", "retry_count": 2, "max_retries": 3}""");
    assertThat(event.priority()).isEqualTo(10);
    assertThat(event.targetAgents()).containsExactly("a", "b");
    assertThat(event.source()).isEqualTo("planner");
    assertThat(event.correlationId()).isEqualTo("c");
    assertThat(event.extensions()).containsEntry("retrycount", 2).containsEntry("maxretries", 3);
    assertThat(data(event).toString()).isEqualTo("{\"x\":1}");
    assertThat(normalised.json("agents", "{\"event_type\":\"t\",\"priority\":99}").priority())
        .isEqualTo(5);
  }

  @Test
  void aStreamEventsTextIsTheJsonInItWhereItIsAny() {
    String head = "{\"id\":\"1\",\"type\":\"t.x\",\"source\":\"s\",\"payload\":";
    Event inner = normalised.json("stream", head + "\"{\\\"a\\\":1}\"}");
    assertThat(data(inner).toString()).isEqualTo("{\"a\":1}");
    assertThat(data(normalised.json("stream", head + "\"words\"}")).asText()).isEqualTo("words");
    assertThat(data(normalised.json("stream", head + "{\"b\":2}}")).toString())
        .isEqualTo("{\"b\":2}");
  }

  @Test
  void aMappingOfTheUsersOwnIsRead() {
    Event event =
        normalised.json(
            "own",
            "{\"ref\":\"r1\",\"kind\":\"created\",\"n\":7,\"region\":\"eu\"}",
            "X-Tenant",
            "acme");
    assertThat(event.type()).isEqualTo("thing.created");
    assertThat(event.id()).isEqualTo("r1");
    assertThat(event.subject()).isEqualTo("thing/7");
    assertThat(event.partitionKey()).isEqualTo("acme");
    assertThat(event.extensions()).containsEntry("tenant", "acme").containsEntry("count", 7);
    assertThat(data(event).toString()).isEqualTo("{\"n\":7}");
  }

  @Test
  void aMappingGoesOverItsPresetKeyByKey() {
    Event event =
        normalised.json(
            "over", "{\"eventType\":\"order.placed\",\"other\":\"o\",\"source\":\"s\"}");
    assertThat(event.type()).isEqualTo("over.order.placed");
    assertThat(event.id()).isEqualTo("o");
    assertThat(event.source()).isEqualTo("s");
  }

  @Test
  void whatCannotBeMappedIsLeftOutAndNothingIsRefused() {
    Event event =
        normalised.json(
            "own", "{\"ref\":\"\",\"kind\":\"a\\u0001b\",\"n\":{},\"region\":[1]}", "X-Tenant", "");
    assertThat(event.type()).isEqualTo("own.unknown");
    assertThat(event.id()).startsWith("sha256:");
    assertThat(event.subject()).isNull();
    assertThat(event.extensions()).isEmpty();
    Event nothing = normalised.json("business", "[]");
    assertThat(nothing.type()).isEqualTo("business.unknown");
    assertThat(data(nothing).isArray()).isTrue();
    Event text = normalised.event("own", posted("no json", "Content-Type", "text/plain"));
    assertThat(text.type()).isEqualTo("own.unknown");
    Event source = normalised.json("business", "{\"eventType\":\"a.b\",\"source\":\"no uri\"}");
    assertThat(source.type()).isEqualTo("a.b");
    assertThat(source.source()).isEqualTo("/hooks/business");
  }

  @Test
  void aSchemeThatAnybodyUsesCarriesCloudEventsToo() {
    String structured =
        "{\"specversion\":\"1.0\",\"id\":\"i\",\"source\":\"/s\",\"type\":\"t.x\",\"data\":{}}";
    Event event =
        normalised.event("any", posted(structured, "Content-Type", "application/cloudevents+json"));
    assertThat(event.id()).isEqualTo("i");
    assertThat(event.type()).isEqualTo("t.x");
    Event binary =
        normalised.json(
            "any",
            "{}",
            "ce-specversion",
            "1.0",
            "ce-id",
            "b",
            "ce-source",
            "/s",
            "ce-type",
            "t.y");
    assertThat(binary.type()).isEqualTo("t.y");
    Event broken =
        normalised.event("any", posted("{}", "Content-Type", "application/cloudevents+json"));
    assertThat(broken.type()).isEqualTo("any.unknown");
    assertThat(normalised.json("plain", "{}", "ce-specversion", "1.0", "ce-id", "b").id())
        .startsWith("sha256:");
  }
}
