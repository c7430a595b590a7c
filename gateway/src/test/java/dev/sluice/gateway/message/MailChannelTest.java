package dev.sluice.gateway.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.gateway.journal.TestClock;
import dev.sluice.gateway.message.Messages.Login;
import dev.sluice.gateway.message.Messages.Security;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The way to the mail server, encrypted or not, and whose fault it is when a mail fails. */
@Timeout(60)
class MailChannelTest {

  private static final String PASSWORD = "open-sesame";
  private static final Login LOGIN = new Login("sluice", PASSWORD);
  private static final Letter LETTER =
      new Letter(
          new MessageKey(MessageRig.TASK, 0, 0, 0, Channels.MAIL, "anna"),
          MessageRig.task(0),
          MessageRig.person("anna", "Anna", "clerk", null),
          URI.create("https://sluice.test/t/token"));

  @TempDir static Path folder;
  private static TestCertificate own;
  private static TestCertificate ofAnother;

  @BeforeAll
  static void make() throws Exception {
    own = TestCertificate.of(folder, "ip:127.0.0.1");
    ofAnother = TestCertificate.of(folder, "dns:mail.example.org");
  }

  private static RudeMailServer server(Security security) throws Exception {
    return new RudeMailServer(security, own.serving());
  }

  private static MailChannel channel(
      int port, Security security, @Nullable Login login, SSLSocketFactory tls) {
    Messages.Mail mail =
        new Messages.Mail("127.0.0.1", port, security, login, "sluice@example.com");
    Messages messages =
        new Messages(mail, null, null, Messages.LINKS, Locale.ENGLISH, Templates.BUILT_IN);
    return new MailChannel(
        mail, messages, new TestClock(Instant.parse("2026-11-22T09:00:00Z")), tls);
  }

  private static String why(Optional<Channel.Failure> failure) {
    assertThat(failure.orElseThrow().isChannels()).isTrue();
    return failure.orElseThrow().why();
  }

  @ParameterizedTest
  @EnumSource(names = {"starttls", "tls"})
  void mailGoesEncryptedWithALogin(Security security) throws Exception {
    try (RudeMailServer server = server(security)) {
      server.login = plain(PASSWORD);
      MailChannel channel = channel(server.port(), security, LOGIN, own.trusting());
      assertThat(channel.send(LETTER)).isEmpty();
      assertThat(channel.send(LETTER)).isEmpty();
      assertThat(server.recipients).hasSize(2);
      assertThat(server.connections).hasValue(1);
      channel.rest();
      assertThat(channel.send(LETTER)).isEmpty();
      assertThat(server.connections).hasValue(2);
      channel.rest();
    }
  }

  private static String plain(String password) {
    return Base64.getEncoder()
        .encodeToString(("sluice\0sluice\0" + password).getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @EnumSource(names = {"starttls", "tls"})
  void aWrongPasswordIsSaidAndNotTold(Security security) throws Exception {
    try (RudeMailServer server = server(security)) {
      server.login = plain("another");
      assertThat(why(channel(server.port(), security, LOGIN, own.trusting()).send(LETTER)))
          .isEqualTo("the mail server 127.0.0.1 failed: 535 5.7.8 not with this password");
      assertThat(server.recipients).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"starttls", "tls"})
  void aServerWithTheCertificateOfAnotherGetsNothing(Security security) throws Exception {
    try (RudeMailServer server = new RudeMailServer(security, ofAnother.serving())) {
      assertThat(why(channel(server.port(), security, LOGIN, ofAnother.trusting()).send(LETTER)))
          .startsWith("the mail server 127.0.0.1 failed: ")
          .contains("127.0.0.1 found");
      assertGotNothing(server);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"starttls", "tls"})
  void aServerWhoseCertificateNobodyVouchesForGetsNothing(Security security) throws Exception {
    try (RudeMailServer server = server(security)) {
      assertThat(why(channel(server.port(), security, LOGIN, ofAnother.trusting()).send(LETTER)))
          .contains("unable to find valid certification path");
      assertGotNothing(server);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"starttls", "tls"})
  void aServerThatDoesNotEncryptGetsNothing(Security security) throws Exception {
    try (RudeMailServer server = new RudeMailServer()) {
      assertThat(why(channel(server.port(), security, LOGIN, own.trusting()).send(LETTER)))
          .contains(
              security == Security.starttls
                  ? "STARTTLS is required"
                  : "Unsupported or unrecognized");
      assertGotNothing(server);
    }
  }

  private static void assertGotNothing(RudeMailServer server) {
    assertThat(server.commands)
        .noneMatch(line -> line.startsWith("AUTH") || line.startsWith("MAIL"));
    assertThat(server.recipients).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = {"starttls", "tls"})
  void aServerThatDripsIsCutOffAndTriedAgain(Security security) throws Exception {
    try (RudeMailServer server = server(security)) {
      server.drips = true;
      MailChannel channel = channel(server.port(), security, null, own.trusting());
      CompletableFuture<Optional<Channel.Failure>> sent =
          CompletableFuture.supplyAsync(() -> channel.send(LETTER));
      await().until(() -> server.hasDripped);
      channel.cut();
      assertThat(why(sent.get(5, TimeUnit.SECONDS))).endsWith("failed: it took too long");
      server.drips = false;
      assertThat(channel.send(LETTER)).isEmpty();
      channel.rest();
    }
  }

  @Test
  void aServerThatNeverAnswersAHandshakeIsCutOff() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      MailChannel channel = channel(server.getLocalPort(), Security.tls, null, own.trusting());
      CompletableFuture<Optional<Channel.Failure>> sent =
          CompletableFuture.supplyAsync(() -> channel.send(LETTER));
      try (Socket socket = server.accept()) {
        assertThat(socket.getInputStream().read()).as("a handshake").isEqualTo(22);
        channel.cut();
        assertThat(why(sent.get(5, TimeUnit.SECONDS))).endsWith("failed: it took too long");
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "MAIL, 421 too busy",
    "MAIL, ''",
    "MAIL, 550 not from you",
    "RCPT, 421 too busy",
    "RCPT, ''",
    "DATA, 451 later",
    "DATA, ''",
    "., 452 full"
  })
  void whatWouldBefallOthersTooIsTheServersFault(String command, String answer) {
    Channel.Failure failure = failure(command, answer);
    assertThat(failure.isChannels()).isTrue();
    assertThat(failure.why()).startsWith("the mail server 127.0.0.1 failed: ").contains(answer);
  }

  @ParameterizedTest
  @CsvSource({"RCPT, 550 not here", "RCPT, 450 come again", "DATA, 554 no", "., 554 spam"})
  void whatIsAboutThisMailHoldsUpNoOther(String command, String answer) {
    Channel.Failure failure = failure(command, answer);
    assertThat(failure.isChannels()).isFalse();
    assertThat(failure.why()).isEqualTo("the mail was refused: " + answer);
  }

  private static Channel.Failure failure(String command, String answer) {
    try (RudeMailServer server = new RudeMailServer()) {
      server.answers = Map.of(command, answer);
      SSLSocketFactory usual = (SSLSocketFactory) SSLSocketFactory.getDefault();
      Optional<Channel.Failure> failure =
          channel(server.port(), Security.none, null, usual).send(LETTER);
      assertThat(server.recipients).isEmpty();
      return failure.orElseThrow();
    }
  }
}
