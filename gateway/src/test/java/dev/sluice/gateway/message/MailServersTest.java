package dev.sluice.gateway.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.gateway.message.Message.State;
import dev.sluice.gateway.people.People;
import dev.sluice.gateway.task.Task;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** By mail servers that have no manners. */
class MailServersTest {

  private static final Duration PAUSE = Duration.ofSeconds(1);

  @TempDir private Path folder;
  private final RudeMailServer server = new RudeMailServer();
  private @Nullable MessageRig opened;

  @AfterEach
  void close() {
    if (opened != null) {
      opened.close();
    }
    server.close();
  }

  private MessageRig rig(Duration longestTry) {
    MessageRig rig = new MessageRig(folder, new MessageSender.Pace(PAUSE, longestTry));
    opened = rig;
    rig.messages = messages("sluice@example.com", null);
    rig.people =
        People.of(
            List.of(
                MessageRig.person("anna", "Anna", "clerk", null),
                MessageRig.person("bob", "Bob", "clerk", null),
                MessageRig.person("cleo", "Cleo", "clerk", null)));
    return rig;
  }

  private Messages messages(String from, Messages.@Nullable Webhook webhook) {
    return new Messages(
        new Messages.Mail("127.0.0.1", server.port(), Messages.Security.none, null, from),
        null,
        webhook,
        Messages.LINKS,
        Locale.ENGLISH,
        Templates.BUILT_IN);
  }

  private static void ask(MessageRig rig) {
    rig.put(0, "role:clerk", Task.State.open, List.of());
  }

  @Test
  void whatTheServerHasTakenIsSentHoweverTheConnectionEnds() {
    server.slamsTheDoor = true;
    MessageRig rig = rig(Duration.ofSeconds(30));
    ask(rig);
    await().until(() -> rig.list(State.sent).size() == 3);
    rig.clock.advance(Duration.ofHours(1));
    rig.wake();
    rig.restart();
    assertThat(rig.list()).extracting(Message::attempts).containsOnly(1);
    assertThat(server.recipients).hasSize(3);
  }

  @Test
  void allThatIsDueGoesOverOneConnection() {
    MessageRig rig = rig(Duration.ofSeconds(30));
    ask(rig);
    await().until(() -> rig.list(State.sent).size() == 3);
    assertThat(server.connections).hasValue(1);
  }

  @Test
  void whomTheServerRefusesHoldsUpNobodyElse() {
    server.refused = "anna@";
    MessageRig rig = rig(Duration.ofSeconds(30));
    ask(rig);
    await().until(() -> rig.list(State.sent).size() == 2);
    assertThat(rig.list(State.waiting))
        .singleElement()
        .satisfies(
            each -> {
              assertThat(each.key().person()).isEqualTo("anna");
              assertThat(each.error()).startsWith("the mail was refused: ").contains("550");
            });
  }

  @Test
  void aServerThatDripsIsCutOff() {
    server.drips = true;
    MessageRig rig = rig(Duration.ofSeconds(1));
    ask(rig);
    await().until(() -> rig.list().get(0).error() != null);
    assertThat(rig.list().get(0).error())
        .isEqualTo("the mail server 127.0.0.1 failed: it took too long");
    server.drips = false;
    rig.clock.advance(Duration.ofMinutes(1));
    rig.wake();
    await().until(() -> rig.list(State.sent).size() == 3);
  }

  @Test
  void aServerThatDripsHoldsUpNoOtherChannel() throws IOException, InterruptedException {
    server.drips = true;
    try (MockWebServer hook = new MockWebServer()) {
      hook.start(InetAddress.getLoopbackAddress(), 0);
      hook.enqueue(new MockResponse.Builder().code(200).build());
      MessageRig rig = rig(Duration.ofMinutes(5));
      URI url = URI.create("http://127.0.0.1:" + hook.getPort() + "/hook");
      ask(rig);
      await().until(() -> server.connections.get() == 1);
      rig.messages = messages("sluice@example.com", new Messages.Webhook(url, new byte[] {1}));
      ask(rig);
      assertThat(hook.takeRequest(10, TimeUnit.SECONDS)).isNotNull();
      assertThat(rig.list(State.waiting)).extracting(Message::attempts).containsOnly(0);
    }
  }

  @Test
  void aMailThatCannotBeWrittenSaysWhy() {
    MessageRig rig = rig(Duration.ofSeconds(30));
    rig.messages = messages("not a sender", null);
    ask(rig);
    await().until(() -> rig.list().stream().allMatch(each -> each.error() != null));
    assertThat(rig.list())
        .allSatisfy(each -> assertThat(each.error()).startsWith("the mail cannot be written: "));
    assertThat(server.recipients).isEmpty();
  }
}
