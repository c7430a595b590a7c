package dev.sluice.gateway.console;

import static dev.sluice.gateway.console.TestAsking.JSON;
import static dev.sluice.gateway.console.TestAsking.ballot;
import static dev.sluice.gateway.console.TestAsking.first;
import static dev.sluice.gateway.console.TestAsking.link;
import static dev.sluice.gateway.console.TestAsking.one;
import static dev.sluice.gateway.console.TestAsking.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.gateway.edge.Http.Answer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What people who have signed in answer, hand on and remark. */
@Timeout(120)
class ConsoleAnswersTest {

  private static final String ENDED = "Cookie: sluice-session=" + "B".repeat(43) + "\r\n";

  @TempDir static Path folder;
  private static TestAsking asking;

  @BeforeAll
  static void start() throws IOException {
    asking = TestAsking.start(folder);
  }

  @AfterAll
  static void stop() {
    asking.close();
  }

  @Test
  void anAnswerIsTakenByTheRunAndSaidOnThePage() {
    ObjectNode task = task("role:clerk");
    String id = asking.put(task);
    Clicks anna = asking.signedIn("anna");
    CompletableFuture<Answer> answer =
        CompletableFuture.supplyAsync(
            () -> asking.send(anna, id, "decision", "decision=approve&comment=fine+%3Cb%3E"));
    JsonNode given =
        await()
            .until(
                () -> asking.stored(id).path("decisions").path(0), vote -> !vote.isMissingNode());
    assertThat(given.path("by").asText()).isEqualTo("anna");
    task.put("state", "decided").set("decision", given);
    asking.put(task);
    assertThat(answer.join().status()).isEqualTo(200);
    assertThat(answer.join().body())
        .contains("Your answer is taken", "approve, by anna", "fine &lt;b")
        .doesNotContain("<form class=\"card\"", "hx-get");
    assertThat(anna.get("/console/tasks?state=decided").body())
        .contains(link(id), "approve by anna");
    assertThat(anna.get("/console/tasks").body()).doesNotContain(link(id));
  }

  @Test
  void withoutAWorkerAnAnswerIsKeptAndASecondIsTooLate() {
    String id = asking.ask("role:clerk");
    Answer kept = asking.send(asking.signedIn("anna"), id, "decision", "decision=approve");
    assertThat(kept.body())
        .contains("It is kept", "is on its way to the run", "You have answered: approve")
        .doesNotContain(">Approve</button>");

    Clicks bob = asking.signedIn("bob");
    assertThat(bob.get(one(id)).body()).contains("It is answered").doesNotContain(">Reject<");
    Answer late = asking.send(bob, id, "decision", "decision=reject");
    assertThat(late.status()).isEqualTo(409);
    assertThat(late.body())
        .contains("<h1>Already decided</h1>", "approve, by anna", "Back to where you were")
        .contains("href=\"" + one(id) + "\"");
  }

  @Test
  void whoIsNotAskedIsOfferedNothingAndRefused() {
    String id = asking.ask("role:lead");
    Clicks anna = asking.signedIn("anna");
    assertThat(anna.get(one(id)).body())
        .contains("is with role:lead, not with anna", "Remark on it")
        .doesNotContain(">Approve</button>", "Hand it on", "Take it back");
    Answer refused = asking.send(anna, id, "decision", "decision=approve");
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.body()).contains("not-yours", "Back to where you were");
    assertThat(anna.get("/console/dead-letters/redrive").body())
        .contains("forbidden", "Anna Weber", "Sign out");
    assertThat(asking.send(anna, id, "delegate", "person=dora").status()).isEqualTo(403);
    assertThat(asking.send(anna, id, "people", "person=dora").status()).isEqualTo(403);
    assertThat(asking.send(anna, id, "take-back", "").status()).isEqualTo(409);
    assertThat(asking.stored(id).path("decisions")).isEmpty();

    Clicks reader = asking.signedIn("reader");
    assertThat(reader.get(one(id)).body()).doesNotContain("<form class=\"card\"");
    assertThat(asking.send(reader, id, "comments", "comment=hm").status()).isEqualTo(403);
  }

  @Test
  void whoAskedForItDoesNotAnswer() {
    ObjectNode task = task("role:clerk");
    ballot(task).put("requestedBy", "anna");
    String id = asking.put(task);
    Clicks anna = asking.signedIn("anna");
    assertThat(anna.get(one(id)).body()).contains("four eyes").doesNotContain(">Approve</button>");
    assertThat(anna.get("/console/tasks?assignee=me").body()).doesNotContain(link(id));
    Answer refused = asking.send(anna, id, "decision", "decision=approve");
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.body()).contains("four-eyes");
  }

  @Test
  void aChoiceThatNeedsACommentHasAFieldOfItsOwn() {
    ObjectNode task = task("role:clerk");
    task.putArray("choices").add("retry").add("settle").add("later");
    ballot(task).withArray("commented").add("later");
    String id = asking.put(task);
    Clicks anna = asking.signedIn("anna");
    assertThat(anna.get(one(id)).body())
        .containsPattern(
            "(?s)<textarea id=\"note\"[^>]* required.*value=\"settle\".*value=\"later\"")
        // A message's button leads here, whatever the order that they stand in.
        .containsPattern("id=\"choice-\\d\"[^>]* value=\"retry\"")
        .containsPattern("(?s)<textarea id=\"comment\"(?![^>]* required)[^>]*>.*value=\"retry\"");
    Answer refused = asking.send(anna, id, "decision", "decision=settle&comment=++");
    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.body()).contains("comment-missing");
    assertThat(asking.send(anna, id, "decision", "decision=maybe").status()).isEqualTo(422);
    assertThat(asking.send(anna, id, "decision", "").status()).isEqualTo(422);
    assertThat(
            asking
                .send(anna, id, "decision", "decision=retry&comment=" + "x".repeat(4097))
                .status())
        .isEqualTo(400);
  }

  @Test
  void itIsHandedOnToThoseWhoAreNotAskedAnyway() {
    ObjectNode task = task("role:clerk");
    String id = asking.put(task);
    Clicks anna = asking.signedIn("anna");
    assertThat(anna.get(one(id)).body())
        .contains("<option value=\"dora\">Dora &lt;b&gt;Bold&lt;/b&gt;</option>")
        .doesNotContain("<option value=\"bob\">", "<b>Bold");
    assertThat(asking.send(anna, id, "delegate", "person=").status()).isEqualTo(400);
    assertThat(asking.send(anna, id, "delegate", "person=nobody").status()).isEqualTo(422);
    assertThat(asking.send(anna, id, "delegate", "person=bob").body()).contains("already-asked");

    assertThat(asking.send(anna, id, "delegate", "person=dora&comment=please").body())
        .contains("It is kept");
    asking.put(task, "handedTo", JSON.createObjectNode().put("anna", "dora"));
    String page = anna.get(one(id)).body();
    assertThat(page)
        .contains("by anna to dora", "anna has handed it to dora", "Take it back")
        .doesNotContain(">Approve</button>", "Hand it on");
    Clicks dora = asking.signedIn("dora");
    assertThat(dora.get("/console/tasks?assignee=me").body()).contains(link(id));
    assertThat(dora.get(one(id)).body()).contains(">Approve</button>");
    assertThat(anna.get("/console/tasks?assignee=me").body()).doesNotContain(link(id));
  }

  /** As the run does, which says so with what it puts next. */
  private static void hear(ObjectNode task, String kind) {
    String kept = "/v1/tasks/" + task.path("id").asText().replace(":", "%3A") + "/kept";
    JsonNode act =
        await()
            .until(
                () -> asking.api("worker", "GET", kept, null).json().at("/items/0/act"),
                said -> !said.isMissingNode());
    assertThat(act.path("kind").asText()).isEqualTo(kind);
    assertThat(act.path("by").asText()).isEqualTo("anna");
    task.putArray("heard").add(act.path("actId").asText());
  }

  @Test
  void whatWasHandedOnIsTakenBack() {
    ObjectNode task = task("role:clerk");
    String id = asking.put(task, "handedTo", JSON.createObjectNode().put("anna", "dora"));
    Clicks anna = asking.signedIn("anna");
    CompletableFuture<Answer> answer =
        CompletableFuture.supplyAsync(() -> asking.send(anna, id, "take-back", ""));
    hear(task, "takeBack");
    asking.put(task, "handedTo", JSON.createObjectNode());
    assertThat(answer.join().body())
        .contains("You have it back", ">Approve</button>", "Hand it on")
        .doesNotContain("by anna to dora", "Take it back");
    assertThat(asking.visit("dora", one(id)).body()).doesNotContain(">Approve</button>");
  }

  @Test
  void whoIsAskedBesidesSeesItAndAnswers() {
    ObjectNode task = task("role:clerk");
    String id = asking.put(task);
    assertThat(asking.visit("dora", one(id)).body()).doesNotContain(">Approve</button>");
    Clicks anna = asking.signedIn("anna");
    CompletableFuture<Answer> answer =
        CompletableFuture.supplyAsync(
            () -> asking.send(anna, id, "people", "person=dora&comment=She+knows"));
    hear(task, "add");
    asking.put(task, "added", JSON.createArrayNode().add("dora"));
    assertThat(answer.join().body())
        .contains("They are asked as well now", "<dt>Asked besides</dt><dd>dora</dd>")
        .contains(">Approve</button>")
        .doesNotContain("<option value=\"dora\">");
    assertThat(asking.visit("dora", one(id)).body()).contains(">Approve</button>");
    assertThat(asking.visit("dora", "/console/tasks?assignee=me").body()).contains(link(id));
  }

  /** By a page that was left open: what it shows is not what is asked now. */
  @Test
  void anAnswerToWhatWasAskedBeforeIsNoneToWhatIsAskedNow() {
    ObjectNode task = task("role:clerk").put("firstRunId", "run-a");
    String id = asking.put(task);
    Clicks anna = asking.signedIn("anna");
    String seen = asked(anna, id);
    asking.put(task.put("question", "May ten times as much pass?").put("firstRunId", "run-b"));

    Answer refused = asking.send(anna, id, "decision", "decision=approve&asking=" + seen);
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.body()).contains("asked-anew", "Look at what is asked now", one(id));
    assertThat(asking.stored(id).path("decisions")).isEmpty();

    String next = asked(anna, id);
    ballot(task).put("round", 1);
    asking.put(task);
    assertThat(asking.send(anna, id, "decision", "decision=approve&asking=" + next).status())
        .as("of another tier")
        .isEqualTo(409);
    assertThat(
            asking.send(anna, id, "decision", "decision=approve&asking=" + asked(anna, id)).body())
        .contains("It is kept");
  }

  /** Else a page that is kept up to date would be refused for what it shows. */
  @Test
  void aPageThatAsksWhatIsNewGetsTheFormsOfWhatIsAskedNow() {
    ObjectNode task = task("role:clerk").put("firstRunId", "run-a");
    String id = asking.put(task);
    Clicks anna = asking.signedIn("anna");
    String poll = first("hx-get=\"([^\"]+)\"", anna.get(one(id)).body()).replace("&amp;", "&");
    asking.put(task.put("question", "May ten times as much pass?").put("firstRunId", "run-b"));

    assertThat(anna.poll(poll).body()).contains("name=\"asking\" value=\"" + asked(anna, id));
  }

  private static String asked(Clicks clicks, String id) {
    return first("name=\"asking\" value=\"([^\"]+)\"", clicks.get(one(id)).body());
  }

  @Test
  void whatWasWrittenIntoARefusedFormIsThereStill() {
    String id = asking.ask("role:lead");
    Clicks anna = asking.signedIn("anna");
    assertThat(
            asking
                .send(anna, id, "decision", "decision=approve&comment=I+know%0A%3Cb%3Ethem")
                .body())
        .containsPattern("What you wrote[^<]*</label>\\s*<textarea[^>]* readonly>I know\\s+&lt;b")
        .doesNotContain("<b>them");
    assertThat(asking.send(anna, id, "decision", "decision=approve&comment=+").body())
        .doesNotContain("What you wrote");
    assertThat(anna.get("/console/nothing?comment=x").body()).doesNotContain("What you wrote");
  }

  @Test
  void whoseSessionHasEndedIsToldSoAndComesBackToTheQuestion() {
    String id = asking.ask("role:clerk");
    Clicks anna = asking.signedIn("anna");
    String csrf = first("name=\"csrf\" value=\"([^\"]+)\"", anna.get(one(id)).body());
    Map<String, String> before = Map.copyOf(anna.cookies());
    anna.form("/console/sign-out", "csrf=" + csrf);
    assertThat(anna.get(one(id)).body())
        .as("no session at all")
        .contains("Who are you?")
        .doesNotContain("has ended");
    anna.cookies().putAll(before);

    Answer refused =
        anna.form(
            Links.act(one(id), "decision"),
            "csrf=" + csrf + "&decision=approve&comment=Half+a+sentence",
            Map.of("Referer", "https://sluice.example.com" + one(id)));
    assertThat(refused.status()).isEqualTo(401);
    assertThat(refused.body())
        .contains("<h1>Your session has ended</h1>", "Half a sentence", "Nothing of what you sent");
    String way = first("href=\"(/console/sign-in[^\"]*)\"", refused.body());
    assertThat(way).isEqualTo(Links.signIn(one(id)));
    assertThat(asking.stored(id).path("decisions")).isEmpty();

    Answer elsewhere =
        anna.form(
            Links.act(one(id), "decision"),
            "csrf=" + csrf,
            Map.of("Referer", "https://evil.example/console.evil/"));
    assertThat(elsewhere.body()).contains("next=%2Fconsole%2Fevents").doesNotContain("evil");
  }

  /** Or an approver would take another's words for the own ones, and send them. */
  @Test
  void whatAnotherSitesPageSendsIsNotShownAsWhatSomebodyWrote() {
    String id = asking.ask("role:clerk");
    Clicks anna = asking.signedIn("anna");
    String way = Links.act(one(id), "decision");
    String forged = "decision=approve&comment=Words+of+another&reason=Words+of+another";
    String referer = "https://evil.example" + one(id);
    Answer foreign =
        anna.form(way, forged, Map.of("Sec-Fetch-Site", "cross-site", "Referer", referer));
    assertThat(foreign.status()).isEqualTo(403);
    assertThat(foreign.body())
        .contains("foreign-origin")
        .doesNotContain("Words of another", "What you wrote", one(id), "Back to where");
    Answer tokenless =
        anna.form(way, forged, Map.of("Sec-Fetch-Site", "same-origin", "Referer", referer));
    assertThat(tokenless.status()).isEqualTo(403);
    assertThat(tokenless.body())
        .contains("csrf-missing")
        .doesNotContain("Words of another", "What you wrote", "Back to where");
    assertThat(asking.stored(id).path("decisions")).isEmpty();
  }

  @Test
  void whoSaysNothingOfThePageThatSendsIsShownNothingOfIt() {
    String form = "comment=Words+of+another";
    String referer = "Referer: https://evil.example" + one("x") + "\r\n";
    String silent = asking.http().raw(head(form, referer) + form);
    assertThat(silent)
        .contains("HTTP/1.1 401", "<h1>")
        .doesNotContain("Words of another", "one%3Fid%3Dx", one("x"));
    String told = asking.http().raw(head(form, referer + "Sec-Fetch-Site: same-origin\r\n") + form);
    assertThat(told).contains("HTTP/1.1 401", "Words of another", "one%3Fid%3Dx");
  }

  @Test
  void whatCameInTwoPiecesAfterTheSessionEndedIsShownToo() throws IOException {
    String form = "decision=approve&comment=in+two+pieces";
    try (Socket socket =
        new Socket(InetAddress.getLoopbackAddress(), asking.http().uri("").getPort())) {
      socket.setSoTimeout(15_000);
      OutputStream out = socket.getOutputStream();
      String head = head(form, ENDED + "Sec-Fetch-Site: same-origin\r\n");
      out.write((head + form.substring(0, 10)).getBytes(StandardCharsets.UTF_8));
      await("a part of it has come")
          .until(
              () ->
                  asking
                      .api("worker", "GET", "/metrics", null)
                      .body()
                      .contains("sluice_bodies_waiting_bytes{from=\"console\"} 10"));
      out.write(form.substring(10).getBytes(StandardCharsets.UTF_8));
      assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
          .startsWith("HTTP/1.1 401")
          .contains("Your session has ended", "in two pieces");
    }
  }

  private static String head(String form, String more) {
    return "POST "
        + Links.act(one("x"), "decision")
        + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAccept: text/html\r\n"
        + more
        + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: "
        + form.length()
        + "\r\n\r\n";
  }

  @Test
  void theAnswerThatAMessageLedToIsMarkedAlsoAfterSigningIn() {
    ObjectNode task = task("role:clerk");
    task.putArray("choices").add("retry").add("settle").add("later");
    ballot(task).withArray("commented").add("later");
    String id = asking.put(task);
    String way = one(id) + "&choice=3";
    Clicks stranger = new Clicks(asking.http().url());
    assertThat(first("href=\"(/console/sign-in[^\"]*)\"", stranger.get(way).body()))
        .isEqualTo(Links.signIn(way));
    Clicks anna = asking.signedIn("anna");
    assertThat(anna.get(way).body())
        .containsPattern("<button class=\"primary\" id=\"choice-3\"[^>]* autofocus>")
        .containsPattern("<button id=\"choice-1\"[^>]*value=\"retry\">");
    for (String none : List.of("4", "0", "x", "")) {
      assertThat(anna.get(one(id) + "&choice=" + none).body())
          .containsPattern("<button class=\"primary\" id=\"choice-1\"")
          .doesNotContain("autofocus");
    }
    assertThat(asking.stored(id).path("decisions")).isEmpty();
  }

  @Test
  void aRemarkIsKept() {
    String id = asking.ask("role:lead");
    Clicks anna = asking.signedIn("anna");
    assertThat(asking.send(anna, id, "comments", "comment=++").status()).isEqualTo(400);
    assertThat(asking.send(anna, id, "comments", "comment=I+know+them").body())
        .contains("It is kept");
  }
}
