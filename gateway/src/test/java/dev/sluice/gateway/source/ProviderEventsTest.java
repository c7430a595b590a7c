package dev.sluice.gateway.source;

import static dev.sluice.gateway.source.Deliveries.posted;
import static dev.sluice.gateway.source.Normalised.FORM;
import static dev.sluice.gateway.source.Normalised.JSON;
import static dev.sluice.gateway.source.Normalised.NOW;
import static dev.sluice.gateway.source.Normalised.data;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.gateway.event.Event;
import dev.sluice.gateway.event.SharedCases;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The event that each provider's delivery becomes, by a file as users write it. */
final class ProviderEventsTest {

  private static final String SOURCES =
      """
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
      """;

  @TempDir private static Path folder;
  private static Normalised normalised;

  @BeforeAll
  static void load() {
    normalised = Normalised.by(folder, SOURCES);
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
        normalised.json(
            source, body, "X-GitHub-Event", event == null ? "" : event, "X-GitHub-Delivery", "d1");
    assertThat(made.type()).isEqualTo(type);
    assertThat(made.id()).isEqualTo("d1");
    assertThat(made.source()).isEqualTo("/hooks/" + source);
  }

  @Test
  void githubsHeadersAreKeptAndOthersAreNot() {
    Event event =
        normalised.json(
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

  @ParameterizedTest
  @MethodSource("stripe")
  void everyPayloadOfStripeHasItsTypeAndId(Payload payload) throws IOException {
    String body = Files.readString(payload.file());
    Event event = normalised.json("stripes", body);
    assertThat(event.type()).isEqualTo("stripe." + payload.index().get("type").asText());
    assertThat(event.id()).isEqualTo(payload.index().get("id").asText());
    assertThat(event.subject()).isNotNull();
    assertThat(event.time()).isBefore(NOW);
    assertThat(event.data().bytes()).isEqualTo(Deliveries.utf8(body));
  }

  @Test
  void stripesTypesAreRenamed() {
    Event event =
        normalised.json("stripe", "{\"id\":\"e\",\"type\":\"checkout.session.completed\"}");
    assertThat(event.type()).isEqualTo("payment.completed");
    assertThat(event.time()).isEqualTo(NOW);
  }

  @ParameterizedTest
  @MethodSource("slack")
  void everyPayloadOfSlackHasItsTypeAndId(Payload payload) throws IOException {
    boolean isForm = payload.file().toString().endsWith(".form.txt");
    Event event =
        normalised.event(
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
        normalised.event(
            "slack",
            posted(
                Files.readString(slack.resolve("slash_command.form.txt")), "Content-Type", FORM));
    assertThat(command.type()).isEqualTo("slack.slash_command");
    assertThat(command.id()).isEqualTo("111.111.xxx");
    assertThat(data(command).get("command").asText()).isEqualTo("/hello-world");
    Event button =
        normalised.event(
            "slack",
            posted(
                Files.readString(slack.resolve("block_actions.form.txt")), "Content-Type", FORM));
    assertThat(button.type()).isEqualTo("slack.block_actions");
    assertThat(button.id()).isEqualTo("111.222.valid");
  }

  @Test
  void shopifysTopicIsItsType() {
    Event event =
        normalised.json(
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
        normalised.event(
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
        normalised.event(
            "twilio", posted("MessageSid=SM1&SmsStatus=received", "Content-Type", FORM));
    assertThat(message.type()).isEqualTo("twilio.message.received");
    assertThat(message.id()).startsWith("sha256:");
  }

  @Test
  void standardWebhooksHasTheSourcesNameBeforeTheType() {
    String body =
        "{\"type\":\"invoice.paid\",\"timestamp\":\"2026-11-20T00:00:00Z\",\"data\":{\"a\":1}}";
    Event event = normalised.json("shop", body, "webhook-id", "m1");
    assertThat(event.type()).isEqualTo("shop.invoice.paid");
    assertThat(event.id()).isEqualTo("m1");
    assertThat(event.time()).isEqualTo(Instant.parse("2026-11-20T00:00:00Z"));
    assertThat(normalised.json("shop", body, "svix-id", "m2").id()).isEqualTo("m2");
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
}
