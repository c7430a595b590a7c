package dev.sluice.gateway.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.gateway.message.Message.State;
import dev.sluice.gateway.task.Task;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MessageSenderTest {

  private static final byte[] SECRET = "a secret of the receiver".getBytes(StandardCharsets.UTF_8);

  @TempDir private Path folder;
  private final MockWebServer server = new MockWebServer();
  private MessageRig rig;

  @BeforeEach
  void open() throws IOException {
    server.start(InetAddress.getLoopbackAddress(), 0);
    rig = new MessageRig(folder);
    rig.messages =
        new Messages(
            null,
            null,
            new Messages.Webhook(url("/hook"), SECRET),
            Messages.LINKS,
            Locale.ENGLISH,
            Templates.BUILT_IN);
  }

  @AfterEach
  void close() {
    rig.close();
    server.close();
  }

  private URI url(String path) {
    return URI.create("http://127.0.0.1:" + server.getPort() + path);
  }

  private void answers(int... statuses) {
    for (int status : statuses) {
      server.enqueue(new MockResponse.Builder().code(status).build());
    }
  }

  private RecordedRequest received() throws InterruptedException {
    return Objects.requireNonNull(server.takeRequest(10, TimeUnit.SECONDS), "nothing came");
  }

  private void awaitStates(State... states) {
    await()
        .untilAsserted(
            () -> assertThat(rig.list()).extracting(Message::state).containsExactly(states));
  }

  @Test
  void aTierIsToldOnceSignedAndAgainByItsReminders() throws Exception {
    answers(200, 200, 200);
    rig.ask(0, "role:clerk");
    rig.ask(0, "role:clerk");
    RecordedRequest asked = received();
    JsonNode body = new ObjectMapper().readTree(body(asked));
    assertThat(body.path("type").asText()).isEqualTo("task.asked");
    assertThat(body.at("/data/taskId").asText()).isEqualTo(MessageRig.TASK);
    assertThat(body.at("/data/url").asText())
        .isEqualTo("https://sluice.test/console/tasks/one?id=order-1%3Areview");
    assertThat(asked.getHeaders().get("webhook-signature")).isEqualTo(signature(asked));
    awaitStates(State.sent, State.waiting, State.waiting);

    rig.clock.advance(Duration.ofMinutes(5));
    rig.wake();
    RecordedRequest reminded = received();
    assertThat(new ObjectMapper().readTree(body(reminded)).path("type").asText())
        .isEqualTo("task.reminded");
    assertThat(reminded.getHeaders().get("webhook-id"))
        .isNotEqualTo(asked.getHeaders().get("webhook-id"));
    awaitStates(State.sent, State.sent, State.waiting);
  }

  private static String body(RecordedRequest request) {
    return Objects.requireNonNull(request.getBody()).utf8();
  }

  private static String signature(RecordedRequest request) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(SECRET, "HmacSHA256"));
    String signed =
        request.getHeaders().get("webhook-id")
            + "."
            + request.getHeaders().get("webhook-timestamp")
            + "."
            + body(request);
    return "v1,"
        + Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void whatFailsIsTriedAgainUnderTheSameIdAndSaysWhy() throws Exception {
    answers(503, 200);
    rig.ask(0, "role:clerk");
    String first = String.valueOf(received().getHeaders().get("webhook-id"));
    await()
        .untilAsserted(
            () ->
                assertThat(rig.list().get(0))
                    .extracting(Message::state, Message::attempts, Message::error)
                    .containsExactly(State.waiting, 1, "answered 503"));
    rig.clock.advance(Duration.ofSeconds(2));
    rig.wake();
    assertThat(received().getHeaders().get("webhook-id")).isEqualTo(first);
    awaitStates(State.sent, State.waiting, State.waiting);
  }

  @Test
  void whatWasSentAndCouldNotBeNotedIsNotSentAgain() {
    answers(200, 200, 200);
    rig.ask(0, "role:manager");
    awaitStates(State.sent, State.waiting, State.waiting);
    rig.refuseChanges();
    rig.clock.advance(Duration.ofMinutes(5));
    rig.wake();
    await().until(() -> rig.sent() == 2);
    rig.takeChanges();
    rig.wake();

    awaitStates(State.sent, State.sent, State.waiting);
    assertThat(server.getRequestCount()).isEqualTo(2);
  }

  @Test
  void theQuestionIsNotSentAfterItsReminder() {
    answers(503, 503, 503, 503, 503, 503, 503, 503, 503, 200, 200);
    rig.ask(0, "role:clerk");
    for (int tries = 1; tries <= 9; tries++) {
      int made = tries;
      await().until(() -> rig.list().get(0).attempts() == made);
      rig.clock.advance(Duration.ofSeconds(tries < 9 ? 1L << (tries - 1) : 65));
      rig.wake();
    }
    awaitStates(State.waiting, State.sent, State.waiting);
    rig.clock.advance(Duration.ofSeconds(195));
    rig.wake();

    awaitStates(State.dropped, State.sent, State.waiting);
    assertThat(rig.list().get(0).error()).startsWith("a later reminder says the same");
  }

  @Test
  void aSuccessIsNotSentAgainAfterARestartAndAReminderIsNotForgotten() throws Exception {
    answers(200, 200);
    rig.ask(0, "role:clerk");
    awaitStates(State.sent, State.waiting, State.waiting);
    rig.restart();
    rig.clock.advance(Duration.ofMinutes(5));
    rig.wake();
    awaitStates(State.sent, State.sent, State.waiting);
    assertThat(server.getRequestCount()).isEqualTo(2);
  }

  @Test
  void aTierThatWasLeftIsNotRemindedAndTheNextIsTold() {
    answers(200, 200);
    rig.ask(0, "role:clerk");
    awaitStates(State.sent, State.waiting, State.waiting);
    rig.put(1, "role:manager", Task.State.open, List.of());
    awaitStates(State.sent, State.waiting, State.waiting, State.sent);
    rig.clock.advance(Duration.ofMinutes(11));
    rig.wake();
    awaitStates(State.sent, State.dropped, State.dropped, State.sent);
    assertThat(server.getRequestCount()).isEqualTo(2);
  }

  @Test
  void aChannelThatIsAwayForAnHourHoldsUpNoTask() {
    server.close();
    rig.ask(0, "role:clerk");
    await().until(() -> rig.list().get(0).attempts() > 0);
    rig.put(1, "role:manager", Task.State.open, List.of());
    rig.put(1, "role:manager", Task.State.expired, List.of());
    rig.clock.advance(Duration.ofHours(1));
    rig.wake();
    await()
        .untilAsserted(
            () -> assertThat(rig.list()).extracting(Message::state).containsOnly(State.dropped));
    assertThat(String.valueOf(rig.list().get(0).error())).contains("cannot be reached");
  }

  @Test
  void slackGetsAButtonForEachChoiceThatAnswersNothingByItself() throws Exception {
    rig.messages =
        new Messages(
            null,
            new Messages.Slack(url("/services/T0/B0/secret")),
            null,
            Messages.LINKS,
            Locale.ENGLISH,
            Templates.BUILT_IN);
    answers(200);
    rig.ask(0, "role:clerk");
    String body = body(received());
    JsonNode buttons = new ObjectMapper().readTree(body).at("/blocks/2/elements");
    assertThat(buttons).hasSize(2);
    assertThat(buttons.at("/1/text/text").asText()).isEqualTo("reject");
    assertThat(buttons.at("/1/url").asText())
        .startsWith("https://sluice.test/console/tasks/one?id=")
        .endsWith("&choice=2");
    assertThat(body).contains("May &lt;b&gt;order 1&lt;/b&gt; go on?").doesNotContain("/t/");
  }

  @Test
  void whySomethingFailedTellsNoSecretOfASlackUrl() {
    rig.messages =
        new Messages(
            null,
            new Messages.Slack(url("/services/T0/B0/secret")),
            null,
            Messages.LINKS,
            Locale.ENGLISH,
            Templates.BUILT_IN);
    answers(404);
    rig.ask(0, "role:clerk");
    await().until(() -> rig.list().get(0).error() != null);
    assertThat(rig.list().get(0).error()).isEqualTo("answered 404");
  }

  @Test
  void aChannelThatAReloadTookAwayAndPutBackGoesOnAtOnce() {
    Messages webhook = rig.messages;
    answers(503, 200);
    rig.ask(0, "role:clerk");
    await().until(() -> rig.list().get(0).attempts() == 1);

    rig.messages = Messages.NONE;
    rig.wake();
    await()
        .untilAsserted(
            () ->
                assertThat(rig.list().get(0).error())
                    .isEqualTo("the channel is not configured any more"));
    assertThat(rig.list(State.waiting)).hasSize(3);

    rig.messages = webhook;
    rig.wake();
    awaitStates(State.sent, State.waiting, State.waiting);
    assertThat(server.getRequestCount()).isEqualTo(2);
    assertThat(rig.list().get(0).attempts()).as("nothing was tried in between").isEqualTo(2);
  }

  @Test
  void aReminderHasItsSevenDaysFromWhenItIsDue() {
    answers(200, 503);
    rig.put(
        0, "role:clerk", Task.State.open, List.of(rig.clock.instant().plus(Duration.ofDays(8))));
    awaitStates(State.sent, State.waiting);
    rig.clock.advance(Duration.ofDays(8));
    rig.wake();
    await().until(() -> rig.list().get(1).attempts() == 1);
    assertThat(rig.list().get(1).state()).isEqualTo(State.waiting);

    answers(503);
    rig.clock.advance(Duration.ofDays(8));
    rig.wake();
    awaitStates(State.sent, State.failed);
  }

  @Test
  void whatAFreshRunAsksUnderTheSameIdIsToldOnceMoreAndWhatTheLostOneLeftIsDropped() {
    answers(200, 200);
    rig.ask(0, "role:clerk");
    awaitStates(State.sent, State.waiting, State.waiting);
    rig.loseRun();
    rig.ask(0, "role:clerk");
    rig.ask(0, "role:clerk");
    awaitStates(State.sent, State.waiting, State.waiting, State.sent, State.waiting, State.waiting);
    rig.clock.advance(Duration.ofMinutes(5));
    answers(200);
    rig.wake();
    awaitStates(State.sent, State.dropped, State.waiting, State.sent, State.sent, State.waiting);
    assertThat(rig.list().get(1).error()).isEqualTo("the question was asked anew");
    assertThat(server.getRequestCount()).isEqualTo(3);
  }

  @Test
  void whatIsAskedOnceMoreFromAnEarlierTierIsToldOnceMore() {
    answers(200, 200, 200);
    rig.put(0, "role:clerk", Task.State.open, List.of());
    rig.put(1, "role:manager", Task.State.open, List.of());
    awaitStates(State.sent, State.sent);
    rig.put(0, "role:clerk", Task.State.open, List.of());
    awaitStates(State.sent, State.sent, State.sent);
    assertThat(rig.list()).extracting(each -> each.key().life()).containsExactly(0, 0, 1);
  }
}
