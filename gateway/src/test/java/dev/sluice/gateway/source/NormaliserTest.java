package dev.sluice.gateway.source;

import static dev.sluice.gateway.source.Deliveries.posted;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.gateway.config.ConfigFile;
import dev.sluice.gateway.config.Loaded;
import dev.sluice.gateway.event.Event;
import dev.sluice.gateway.event.EventReader;
import dev.sluice.gateway.event.SharedCases;
import dev.sluice.gateway.journal.TestClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The event that each provider's delivery becomes, by a file as users write it. */
final class NormaliserTest {

  private static final Instant NOW = Instant.parse("2026-11-21T09:30:00Z");
  private static final String JSON = "application/json";
  private static final String FORM = "application/x-www-form-urlencoded";

  private static final String FILE =
      """
      sources:
        github:
          verify: github
          secrets: ["file:secret"]
          types: {push: code.pushed, pull_request.opened: code.pr_opened, issues.opened: issue.created,
            issue_comment: issue.commented, issue_comment.deleted: issue.uncommented}
        plain: {verify: github, secrets: ["file:secret"]}
        stripe:
          verify: stripe
          secrets: ["file:secret"]
          types: {checkout.session.completed: payment.completed}
        stripes: {verify: stripe, secrets: ["file:secret"]}
        slack: {verify: slack, secrets: ["file:secret"], types: {reaction_added: slack.reaction}}
        shopify: {verify: shopify, secrets: ["file:secret"]}
        twilio: {verify: twilio, secrets: ["file:secret"], url: "https://a.example/hooks/twilio"}
        shop: {verify: standard-webhooks, secrets: ["file:whsec"]}
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
      routes: [{name: none, on: no.such, cancel: {id: 'x-${event.id}'}}]
      """;

  @TempDir private static Path folder;
  private static Sources sources;
  private static final Normaliser NORMALISER = new Normaliser(new EventReader(new TestClock(NOW)));

  @BeforeAll
  static void load() throws IOException {
    Files.writeString(folder.resolve("secret"), "a secret of the tests");
    Files.writeString(folder.resolve("whsec"), "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    Loaded loaded = ConfigFile.load(Files.writeString(folder.resolve("sluice.yaml"), FILE));
    assertThat(loaded).as("%s", loaded).isInstanceOf(Loaded.Ready.class);
    sources = ((Loaded.Ready) loaded).config().sources();
  }

  private static Event event(String name, Delivery delivery) {
    Source source = sources.find(name).orElseThrow();
    return NORMALISER.event(source, delivery, NORMALISER.data(source, delivery));
  }

  private static Event json(String source, String body, String... headers) {
    List<String> all = new ArrayList<>(List.of(headers));
    all.addAll(List.of("Content-Type", JSON));
    return event(source, posted(body, all.toArray(String[]::new)));
  }

  private static JsonNode data(Event event) {
    return Objects.requireNonNull(event.data().json(), "The data is no JSON");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "github|push|{}|code.pushed",
        "github|pull_request|{\"action\":\"opened\"}|code.pr_opened",
        "github|pull_request|{\"action\":\"closed\"}|github.pull_request.closed",
        "github|issue_comment|{\"action\":\"edited\"}|issue.commented",
        "github|issue_comment|{\"action\":\"deleted\"}|issue.uncommented",
        "github|issue_comments|{\"action\":\"opened\"}|github.issue_comments.opened",
        "github|issues|{\"action\":\"closed\"}|github.issues.closed",
        "plain|push|{}|github.push",
        "plain|issues|{\"action\":\"opened\"}|github.issues.opened",
        "plain|issues|{\"action\":7}|github.issues",
        "plain|no such event|{}|github.unknown",
        "plain||{}|github.unknown",
        "plain|push|[]|github.unknown",
      })
  void githubsTypeIsItsEventAndAction(String source, String event, String body, String type) {
    Event made =
        json(source, body, "X-GitHub-Event", event == null ? "" : event, "X-GitHub-Delivery", "d1");
    assertThat(made.type()).isEqualTo(type);
    assertThat(made.id()).isEqualTo("d1");
    assertThat(made.source()).isEqualTo("/hooks/" + source);
  }

  @Test
  void githubsHeadersAreKeptAndOthersAreNot() {
    Event event =
        json(
            "plain",
            "{\"repository\":{\"full_name\":\"a/b\"}}",
            "X-GitHub-Event",
            "push",
            "X-GitHub-Hook-ID",
            "7",
            "X-Hub-Signature-256",
            "sha256=00",
            "Authorization",
            "Bearer x");
    assertThat(event.subject()).isEqualTo("a/b");
    assertThat(event.extensions())
        .containsOnlyKeys("githubevent", "githubhookid")
        .containsEntry("githubhookid", "7");
  }

  record Payload(Path file, JsonNode index) {
    @Override
    public String toString() {
      return file.getFileName().toString();
    }
  }

  static Stream<Payload> stripe() throws IOException {
    return payloads("stripe");
  }

  static Stream<Payload> slack() throws IOException {
    return payloads("slack");
  }

  private static Stream<Payload> payloads(String provider) throws IOException {
    Path of = SharedCases.folder("payloads").resolve(provider);
    List<Payload> payloads = new ArrayList<>();
    for (JsonNode each : new ObjectMapper().readTree(of.resolve("index.json").toFile())) {
      payloads.add(new Payload(of.resolve(each.get("file").asText()), each));
    }
    assertThat(payloads).isNotEmpty();
    return payloads.stream();
  }

  @ParameterizedTest
  @MethodSource("stripe")
  void everyPayloadOfStripeHasItsTypeAndId(Payload payload) throws IOException {
    String body = Files.readString(payload.file());
    Event event = json("stripes", body);
    assertThat(event.type()).isEqualTo("stripe." + payload.index().get("type").asText());
    assertThat(event.id()).isEqualTo(payload.index().get("id").asText());
    assertThat(event.subject()).isNotNull();
    assertThat(event.time()).isBefore(NOW);
    assertThat(event.data().bytes()).isEqualTo(Deliveries.utf8(body));
  }

  @Test
  void stripesTypesAreRenamed() {
    Event event = json("stripe", "{\"id\":\"e\",\"type\":\"checkout.session.completed\"}");
    assertThat(event.type()).isEqualTo("payment.completed");
    assertThat(event.time()).isEqualTo(NOW);
  }

  @ParameterizedTest
  @MethodSource("slack")
  void everyPayloadOfSlackHasItsTypeAndId(Payload payload) throws IOException {
    boolean isForm = payload.file().toString().endsWith(".form.txt");
    Event event =
        event(
            "slack",
            posted(Files.readString(payload.file()), "Content-Type", isForm ? FORM : JSON));
    JsonNode inner = payload.index().path("event_type");
    if (inner.isTextual()) {
      String type = inner.asText().equals("reaction_added") ? "reaction" : inner.asText();
      assertThat(event.type()).isEqualTo("slack." + type);
      assertThat(event.id()).isEqualTo(payload.index().get("event_id").asText());
      assertThat(event.time()).isBefore(NOW);
    } else {
      assertThat(event.type()).startsWith("slack.").doesNotContain(" ");
    }
  }

  @Test
  void slacksFormsAreDecoded() throws IOException {
    Path slack = SharedCases.folder("payloads").resolve("slack");
    Event command =
        event(
            "slack",
            posted(
                Files.readString(slack.resolve("slash_command.form.txt")), "Content-Type", FORM));
    assertThat(command.type()).isEqualTo("slack.slash_command");
    assertThat(command.id()).isEqualTo("111.111.xxx");
    assertThat(data(command).get("command").asText()).isEqualTo("/hello-world");
    Event button =
        event(
            "slack",
            posted(
                Files.readString(slack.resolve("block_actions.form.txt")), "Content-Type", FORM));
    assertThat(button.type()).isEqualTo("slack.block_actions");
    assertThat(button.id()).isEqualTo("111.222.valid");
  }

  @Test
  void shopifysTopicIsItsType() {
    Event event =
        json(
            "shopify",
            "{}",
            "X-Shopify-Topic",
            "orders/create",
            "X-Shopify-Webhook-Id",
            "w1",
            "X-Shopify-Shop-Domain",
            "a.myshopify.com");
    assertThat(event.type()).isEqualTo("shopify.orders.create");
    assertThat(event.id()).isEqualTo("w1");
    assertThat(event.subject()).isEqualTo("a.myshopify.com");
  }

  @Test
  void twiliosFormsAreCallsAndMessages() {
    Event call =
        event(
            "twilio",
            posted(
                "CallSid=CA1&CallStatus=ringing",
                "Content-Type",
                FORM,
                "I-Twilio-Idempotency-Token",
                "t1"));
    assertThat(call.type()).isEqualTo("twilio.call.ringing");
    assertThat(call.id()).isEqualTo("t1");
    assertThat(call.subject()).isEqualTo("CA1");
    Event message =
        event("twilio", posted("MessageSid=SM1&SmsStatus=received", "Content-Type", FORM));
    assertThat(message.type()).isEqualTo("twilio.message.received");
    assertThat(message.id()).startsWith("sha256:");
  }

  @Test
  void standardWebhooksHasTheSourcesNameBeforeTheType() {
    String body =
        "{\"type\":\"invoice.paid\",\"timestamp\":\"2026-11-20T00:00:00Z\",\"data\":{\"a\":1}}";
    Event event = json("shop", body, "webhook-id", "m1");
    assertThat(event.type()).isEqualTo("shop.invoice.paid");
    assertThat(event.id()).isEqualTo("m1");
    assertThat(event.time()).isEqualTo(Instant.parse("2026-11-20T00:00:00Z"));
    assertThat(json("shop", body, "svix-id", "m2").id()).isEqualTo("m2");
  }

  @Test
  void aBusinessEventKeepsItsOwnType() {
    Event event =
        json(
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
        json(
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
    assertThat(json("agents", "{\"event_type\":\"t\",\"priority\":99}").priority()).isEqualTo(5);
  }

  @Test
  void aStreamEventsTextIsTheJsonInItWhereItIsAny() {
    String head = "{\"id\":\"1\",\"type\":\"t.x\",\"source\":\"s\",\"payload\":";
    Event inner = json("stream", head + "\"{\\\"a\\\":1}\"}");
    assertThat(data(inner).toString()).isEqualTo("{\"a\":1}");
    assertThat(data(json("stream", head + "\"words\"}")).asText()).isEqualTo("words");
    assertThat(data(json("stream", head + "{\"b\":2}}")).toString()).isEqualTo("{\"b\":2}");
  }

  @Test
  void aMappingOfTheUsersOwnIsRead() {
    Event event =
        json(
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
    Event event = json("over", "{\"eventType\":\"order.placed\",\"other\":\"o\",\"source\":\"s\"}");
    assertThat(event.type()).isEqualTo("over.order.placed");
    assertThat(event.id()).isEqualTo("o");
    assertThat(event.source()).isEqualTo("s");
  }

  @Test
  void whatCannotBeMappedIsLeftOutAndNothingIsRefused() {
    Event event =
        json(
            "own", "{\"ref\":\"\",\"kind\":\"a\\u0001b\",\"n\":{},\"region\":[1]}", "X-Tenant", "");
    assertThat(event.type()).isEqualTo("own.unknown");
    assertThat(event.id()).startsWith("sha256:");
    assertThat(event.subject()).isNull();
    assertThat(event.extensions()).isEmpty();
    Event nothing = json("business", "[]");
    assertThat(nothing.type()).isEqualTo("business.unknown");
    assertThat(data(nothing).isArray()).isTrue();
    Event text = event("own", posted("no json", "Content-Type", "text/plain"));
    assertThat(text.type()).isEqualTo("own.unknown");
    Event source = json("business", "{\"eventType\":\"a.b\",\"source\":\"no uri\"}");
    assertThat(source.type()).isEqualTo("a.b");
    assertThat(source.source()).isEqualTo("/hooks/business");
  }

  @Test
  void aSchemeThatAnybodyUsesCarriesCloudEventsToo() {
    String structured =
        "{\"specversion\":\"1.0\",\"id\":\"i\",\"source\":\"/s\",\"type\":\"t.x\",\"data\":{}}";
    Event event = event("any", posted(structured, "Content-Type", "application/cloudevents+json"));
    assertThat(event.id()).isEqualTo("i");
    assertThat(event.type()).isEqualTo("t.x");
    Event binary =
        json(
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
    Event broken = event("any", posted("{}", "Content-Type", "application/cloudevents+json"));
    assertThat(broken.type()).isEqualTo("any.unknown");
    assertThat(json("plain", "{}", "ce-specversion", "1.0", "ce-id", "b").id())
        .startsWith("sha256:");
  }
}
