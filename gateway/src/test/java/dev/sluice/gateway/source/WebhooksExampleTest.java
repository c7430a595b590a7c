package dev.sluice.gateway.source;

import static dev.sluice.gateway.source.Deliveries.posted;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.config.Config;
import dev.sluice.gateway.config.ConfigFile;
import dev.sluice.gateway.config.Loaded;
import dev.sluice.gateway.event.Event;
import dev.sluice.gateway.event.EventReader;
import dev.sluice.gateway.event.SharedCases;
import dev.sluice.gateway.journal.TestClock;
import dev.sluice.gateway.route.Planned;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The example of webhooks is good as it stands, and what providers send does what it says. */
final class WebhooksExampleTest {

  private static final Path FILE = Path.of("../examples/webhooks/sluice.yaml");
  private static final Instant NOW = Instant.parse("2026-11-21T09:30:00Z");
  private static final Normaliser NORMALISER = new Normaliser(new EventReader(new TestClock(NOW)));

  @TempDir private static Path folder;
  private static Config config;

  @BeforeAll
  static void load() throws IOException {
    Files.writeString(folder.resolve("secret"), "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    String text = Files.readString(FILE).replaceAll("env:[A-Z_]+", "file:secret");
    Loaded loaded = ConfigFile.load(Files.writeString(folder.resolve("sluice.yaml"), text));
    assertThat(loaded).as("%s", loaded).isInstanceOf(Loaded.Ready.class);
    assertThat(loaded.warnings()).isEmpty();
    config = ((Loaded.Ready) loaded).config();
  }

  private static Event event(String source, String body, String... headers) {
    Source from = config.sources().find(source).orElseThrow();
    Delivery delivery = posted(body, headers);
    return NORMALISER.event(from, delivery, NORMALISER.data(from, delivery));
  }

  private static Event json(String source, String body) {
    return event(source, body, "Content-Type", "application/json");
  }

  private static List<String> acting(Event event) {
    return config.routes().plan(event).stream()
        .filter(Planned.Work.class::isInstance)
        .map(Planned::route)
        .toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "push|{\"ref\":\"refs/heads/main\",\"after\":\"c1\"}|code.pushed|build",
        "push|{\"ref\":\"refs/heads/try\",\"after\":\"c1\"}|code.pushed|",
        "pull_request|{\"action\":\"opened\",\"number\":7,\"pull_request\":{}}|code.pr_opened|review",
        "pull_request|{\"action\":\"closed\",\"number\":7}|github.pull_request.closed|",
        "issues|{\"action\":\"opened\",\"issue\":{\"number\":3}}|issue.created|triage",
        "issue_comment|{\"action\":\"created\",\"issue\":{\"number\":3}}|issue.commented|triage",
      })
  void githubsEventsHaveOurNames(String word, String body, String type, String route) {
    String inRepository = body.replaceFirst("\\{", "{\"repository\":{\"full_name\":\"a/b\"},");
    Event event =
        event(
            "github",
            inRepository,
            "Content-Type",
            "application/json",
            "X-GitHub-Event",
            word,
            "X-GitHub-Delivery",
            "d1");
    assertThat(event.type()).isEqualTo(type);
    assertThat(acting(event)).isEqualTo(route == null ? List.of() : List.of(route));
  }

  @ParameterizedTest
  @CsvSource({
    "stripe, stripe/checkout.session.completed.json, payment.completed",
    "stripe, stripe/charge.refunded.json, stripe.charge.refunded",
    "slack, slack/event_callback.message.json, slack.message",
    "slack, slack/event_callback.message.bot_message.json, slack.message",
    "slack, slack/event_callback.reaction_added.json, slack.reaction",
    "slack, slack/event_callback.app_mention.json, slack.app_mention",
  })
  void whatProvidersPublishedHasOurNames(String source, String file, String type)
      throws IOException {
    String body = Files.readString(SharedCases.folder("payloads").resolve(file));
    assertThat(json(source, body).type()).isEqualTo(type);
  }

  @Test
  void helpIsHeardInAnyPartOfAMessage() {
    String message =
        """
        {"type": "event_callback", "event_id": "E1", "event": {"type": "message", "text": "hm",
         "blocks": [{"elements": [{"text": "can you Help me?"}]}]}}""";
    Event event = json("slack", message);
    assertThat(acting(event)).containsExactly("help");
    assertThat(acting(json("slack", message.replace("Help me", "helpers"))))
        .as("another word")
        .isEmpty();
    assertThat(acting(json("slack", message.replace("\"text\": \"hm\"", "\"bot_id\": \"B1\""))))
        .as("said by a bot")
        .isEmpty();
  }

  @Test
  void aPaymentIsToldToItsOrder() {
    String paid =
        """
        {"id": "evt_1", "type": "checkout.session.completed",
         "data": {"object": {"client_reference_id": "4711"}}}""";
    assertThat(acting(json("stripe", paid))).containsExactly("paid");
    assertThat(acting(json("stripe", paid.replace("client_reference_id", "other")))).isEmpty();
  }

  @Test
  void envelopesOfTheDeskAndOfAgentsAreRead() {
    Event moved =
        json(
            "desk",
            """
            {"eventId": "m-1", "eventType": "market_bonds.moved", "timestamp": "2026-11-21T09:00:00Z",
             "source": "/desk", "data": {"change": -7.5}, "metadata": {"version": "2"}}""");
    assertThat(moved.type()).isEqualTo("market_bonds.moved");
    assertThat(moved.dataVersion()).isEqualTo("2");
    assertThat(acting(moved)).containsExactly("market");

    Event said =
        json(
            "agents",
            """
            {"event_id": "a-1", "event_type": "plan.made", "source_agent": "planner",
             "target_agents": ["coder"], "priority": 1, "payload": {"steps": 3}}""");
    assertThat(said.type()).isEqualTo("plan.made");
    assertThat(said.targetAgents()).containsExactly("coder");
    assertThat(said.priority()).isEqualTo(10);
  }
}
