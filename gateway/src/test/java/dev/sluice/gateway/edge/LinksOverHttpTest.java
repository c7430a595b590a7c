package dev.sluice.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.sluice.gateway.TestGateway;
import dev.sluice.gateway.edge.Http.Answer;
import dev.sluice.gateway.journal.TestClock;
import jakarta.mail.internet.MimeMultipart;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a link that a mail brought, whoever opens it, and when. */
class LinksOverHttpTest {

  private static final String WORKER = "worker-0123456789abcdef0123456789";
  private static final String DESK = "desk-0123456789abcdef0123456789";
  private static final String WAITING = "sluice_bodies_waiting_bytes{from=\"links\"} ";
  private static final String PAGE = "/console/tasks/one?id=order-1:review";
  private static final String TASK = "/v1/tasks/order-1:review";

  @TempDir private Path folder;
  private final TestClock clock = new TestClock(Instant.parse("2026-11-22T09:00:00Z"));
  private final GreenMail mail =
      new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
  private TestGateway gateway;
  private Browser browser;
  private String link;

  @BeforeEach
  void open() throws Exception {
    mail.start();
    Files.writeString(folder.resolve("worker"), WORKER);
    Files.writeString(folder.resolve("desk"), DESK);
    gateway =
        TestGateway.start(
            folder,
            """
            people:
              members:
                anna: {name: Anna Weber, email: anna@example.com, roles: [clerk], zone: Europe/Berlin}
                bob: {name: Bob Lee, roles: [manager]}
            access:
              keys:
                - {name: worker, key: file:worker, roles: [read, operate, worker]}
                - {name: desk, key: file:desk, roles: [read], person: bob}
            messages:
              mail: {host: 127.0.0.1, port: %d, security: none, from: sluice@example.com}
            routes:
              - {name: r, on: x, publish: {type: y}}
            """
                .formatted(mail.getSmtp().getPort()),
            clock);
    browser = new Browser(gateway.http());
    put(0, "role:clerk");
    link = link();
  }

  @AfterEach
  void close() {
    gateway.close();
    mail.stop();
  }

  private Answer asWorker(String method, String path, byte @Nullable [] body) {
    return gateway
        .http()
        .send(
            method,
            path,
            Map.of("Authorization", "Bearer " + WORKER, "Content-Type", "application/json"),
            body);
  }

  private void put(int round, String tier) {
    put(round, tier, "\"quorum\": 1");
  }

  /** With this of its ballot, of which two votes are needed. */
  private void put(String ballot) {
    put(0, "role:clerk", "\"quorum\": 2, " + ballot);
  }

  private void put(int round, String tier, String ballot) {
    String task =
        """
        {"id": "order-1:review", "workflowId": "order-1", "state": "open",
         "question": "May order <1> go on?", "data": {"total": "1200.00", "items": ["tea"], "note": "%s"},
         "choices": ["approve", "reject"], "tier": "%s", "due": "2026-11-22T14:30:00Z", "ballot": {"round": %d, %s}}
        """
            .formatted("n".repeat(301), tier, round, ballot);
    Answer answer = asWorker("PUT", TASK, task.getBytes(StandardCharsets.UTF_8));
    assertThat(answer.status()).isEqualTo(200);
  }

  private String link() throws Exception {
    return link(1);
  }

  private String link(int mails) throws Exception {
    assertThat(mail.waitForIncomingEmail(10_000, mails)).isTrue();
    MimeMultipart both = (MimeMultipart) mail.getReceivedMessages()[mails - 1].getContent();
    Matcher matcher =
        Pattern.compile(gateway.http().uri("") + "(/t/[A-Za-z0-9_-]{43})\\s")
            .matcher(String.valueOf(both.getBodyPart(0).getContent()));
    assertThat(matcher.find()).isTrue();
    return matcher.group(1);
  }

  private Answer approve() {
    return browser.post(link, Map.of("decision", "approve", "comment", "fine"));
  }

  private JsonNode decisions() {
    return gateway
        .http()
        .send("GET", TASK, Map.of("Authorization", "Bearer " + DESK), null)
        .json()
        .path("decisions");
  }

  @Test
  void aScannerThatOpensItFirstUsesNothingUp() {
    for (String method : List.of("GET", "HEAD", "GET")) {
      assertThat(gateway.http().send(method, link, Map.of(), null).status()).isEqualTo(200);
    }
    assertThat(decisions()).isEmpty();
    Answer page = browser.get(link);
    assertThat(page.body())
        .contains("A question for Anna Weber", "May order &lt;1&gt; go on?", "value=\"reject\"")
        .contains("To be answered until Nov 22, 2026, 3:30", "(Europe/Berlin).")
        .contains("total: 1200.00", "note: " + "n".repeat(300) + "…<")
        .doesNotContain("tea");
    assertThat(page.headers().get("Cache-Control")).isEqualTo("no-store");
    assertThat(page.headers().get("Referrer-Policy")).isEqualTo("same-origin");

    assertThat(approve().status()).isEqualTo(200);
    assertThat(decisions()).hasSize(1);
    assertThat(decisions().path(0).path("by").asText()).isEqualTo("anna");
    assertThat(decisions().path(0).path("comment").asText()).isEqualTo("fine");
  }

  @Test
  void anAnswerThatComesInTwoPiecesCounts() throws IOException {
    String form = "decision=approve&comment=in+two+pieces";
    String head =
        "POST "
            + link
            + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
            + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: "
            + form.length()
            + "\r\n\r\n";
    try (Socket socket =
        new Socket(InetAddress.getLoopbackAddress(), gateway.http().uri("").getPort())) {
      socket.setSoTimeout(15_000);
      OutputStream out = socket.getOutputStream();
      out.write((head + form.substring(0, 10)).getBytes(StandardCharsets.UTF_8));
      await("half of it has come").until(() -> metrics().contains(WAITING + "10"));
      out.write(form.substring(10).getBytes(StandardCharsets.UTF_8));
      assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
          .contains("Thank you");
    }
    assertThat(decisions().path(0).path("comment").asText()).isEqualTo("in two pieces");
  }

  private String metrics() {
    return asWorker("GET", "/metrics", null).body();
  }

  @Test
  void aSecondUseIsToldSoAndDecidesNothing() {
    assertThat(approve().body()).contains("Thank you");
    Answer again = browser.post(link, Map.of("decision", "reject"));
    assertThat(again.status()).isEqualTo(410);
    assertThat(again.body()).contains("You have answered");
    assertThat(browser.get(link).status()).isEqualTo(410);
    assertThat(decisions()).hasSize(1);
  }

  @Test
  void anOldLinkIsToldSoAndDecidesNothing() {
    clock.advance(Duration.ofDays(8));
    assertThat(browser.get(link).body()).contains("This link is too old");
    assertThat(approve().status()).isEqualTo(410);
    assertThat(decisions()).isEmpty();
  }

  @Test
  void aLinkOfATierThatMovedOnIsToldSoAndDecidesNothing() {
    put(1, "role:manager");
    assertThat(browser.get(link).body()).contains("It has moved on", "role:manager");
    assertThat(approve().status()).isEqualTo(410);
    assertThat(decisions()).isEmpty();
  }

  @Test
  void aLinkToWhomItWasTakenBackFromShowsNothing() {
    put("\"requestedBy\": \"anna\"");
    assertThat(browser.get(link).status()).isEqualTo(403);
    put("\"handedTo\": {\"anna\": \"bob\"}");
    assertThat(browser.get(link).body())
        .contains("It is not with you any more", "bob")
        .doesNotContain("May order");
    assertThat(approve().status()).isEqualTo(409);
    assertThat(decisions()).isEmpty();
  }

  @Test
  void aLinkToWhomHasAnsweredInAnotherWayShowsTheAnswer() {
    put(
        """
        "votes": [{"taskId": "order-1:review", "decisionId": "d-1", "decision": "reject",
                   "by": "anna", "round": 0}]""");
    assertThat(browser.get(link).body())
        .contains("You have answered", "Your answer is: reject.")
        .doesNotContain("May order");
    assertThat(approve().status()).isEqualTo(410);
    assertThat(decisions()).hasSize(1);
  }

  @Test
  void aLinkOfWhatWasAskedAnewIsToldSoAndTheNewOneAnswers() throws Exception {
    put(1, "role:manager");
    put(0, "role:clerk");
    assertThat(browser.get(link).body()).contains("It was asked anew").doesNotContain("May order");
    assertThat(approve().status()).isEqualTo(410);
    assertThat(decisions()).isEmpty();
    String old = link;
    link = link(2);
    assertThat(link).isNotEqualTo(old);
    assertThat(approve().body()).contains("Thank you");
    assertThat(browser.get(old).status()).isEqualTo(410);
  }

  @Test
  void aLinkToAnAddressThatIsNotUsedAnyMoreIsToldSoAndDecidesNothing() throws Exception {
    Path file = folder.resolve("sluice.yaml");
    String yaml = Files.readString(file);
    for (String other : List.of("anna@example.org", "bob@example.com")) {
      Files.writeString(file, yaml.replace("anna@example.com", other));
      gateway.reload();
      assertThat(browser.get(link).body())
          .contains("This link was for another address")
          .doesNotContain("May order");
      assertThat(approve().status()).isEqualTo(410);
    }
    Files.writeString(file, yaml.replace("anna: {", "ann: {"));
    gateway.reload();
    assertThat(browser.get(link).status()).isEqualTo(410);
    assertThat(decisions()).isEmpty();
    Files.writeString(file, yaml);
    gateway.reload();
    assertThat(approve().body()).contains("Thank you");
  }

  @Test
  void whatSomebodyElseAnsweredIsToldWithTheAnswer() {
    String closed =
        """
        {"id": "order-1:review", "workflowId": "order-1", "state": "decided",
         "question": "May order <1> go on?", "data": {}, "choices": ["approve", "reject"],
         "tier": "role:clerk",
         "decision": {"taskId": "order-1:review", "decision": "reject", "by": "bob"}}
        """;
    assertThat(asWorker("PUT", TASK, closed.getBytes(StandardCharsets.UTF_8)).status())
        .isEqualTo(200);
    assertThat(browser.get(link).body())
        .contains("It is answered already", "The answer was: reject, by bob.");
    assertThat(approve().status()).isEqualTo(410);
    assertThat(decisions()).extracting(each -> each.path("by").asText()).containsExactly("bob");
  }

  @Test
  void inSomebodyElsesSessionItIsNoUse() {
    assertThat(browser.signIn("desk", DESK).status()).isEqualTo(303);
    Answer page = browser.get(link);
    assertThat(page.status()).isEqualTo(403);
    assertThat(page.body())
        .contains("This link is for somebody else")
        .doesNotContain("May order", "Anna");
    assertThat(approve().status()).isEqualTo(403);
    assertThat(decisions()).isEmpty();
  }

  @Test
  void aLinkThatNobodyMadeIsToldSo() {
    String other = "/t/" + "A".repeat(43);
    assertThat(browser.get(other).status()).isEqualTo(404);
    assertThat(browser.post(other, Map.of("decision", "approve")).status()).isEqualTo(404);
    assertThat(browser.get("/t/x").status()).isEqualTo(404);
  }

  @Test
  void whatIsNotOfferedIsAskedAgainAndUsesNothingUp() {
    assertThat(browser.post(link, Map.of("decision", "maybe")).status()).isEqualTo(422);
    assertThat(approve().status()).isEqualTo(200);
  }

  @Test
  void onTheQuestionsPageItStandsWhoWasToldAndWhoAnsweredByALink() {
    assertThat(approve().status()).isEqualTo(200);
    await("it is noted after it was sent")
        .untilAsserted(
            () ->
                assertThat(asWorker("GET", PAGE, null).body())
                    .contains("Who was told", "anna, by mail", ">sent<")
                    .contains("anna answered by the link in the mail")
                    .doesNotContain("example.com", link));
  }

  @Test
  void whyAMessageWasNotSentIsForThoseWhoOperate() {
    mail.stop();
    put(1, "role:clerk");
    await("the try is noted")
        .untilAsserted(
            () ->
                assertThat(asWorker("GET", PAGE, null).body())
                    .contains("the mail server 127.0.0.1 failed"));
    assertThat(
            gateway
                .http()
                .send("GET", PAGE, Map.of("Authorization", "Bearer " + DESK), null)
                .body())
        .contains("Who was told", "anna, by mail", ">waiting<")
        .doesNotContain("127.0.0.1 failed");
  }

  @Test
  void theTokenStandsInNoFile() throws IOException {
    assertThat(approve().status()).isEqualTo(200);
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
            .as("%s", file.getFileName())
            .doesNotContain(link.substring("/t/".length()));
      }
    }
  }

  @Test
  void whoeverOperatesSeesWhatWasSent() {
    JsonNode item =
        await("that it was sent is noted after it was")
            .until(
                () -> asWorker("GET", "/v1/messages?state=sent", null).json().at("/items/0"),
                JsonNode::isObject);
    assertThat(item.path("channel").asText()).isEqualTo("mail");
    assertThat(item.path("person").asText()).isEqualTo("anna");
    assertThat(item.path("attempts").asInt()).isEqualTo(1);
  }
}
