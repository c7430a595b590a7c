package dev.sluice.gateway.console;

import static dev.sluice.gateway.console.TestAsking.JSON;
import static dev.sluice.gateway.console.TestAsking.ballot;
import static dev.sluice.gateway.console.TestAsking.first;
import static dev.sluice.gateway.console.TestAsking.link;
import static dev.sluice.gateway.console.TestAsking.one;
import static dev.sluice.gateway.console.TestAsking.task;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.gateway.edge.Http.Answer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The inbox and its questions, as people who have signed in see them. */
@Timeout(120)
class ConsoleTasksTest {

  private static final String HOSTILE = "<script>alert('x')</script>";

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
  void whatIsWithTheVisitorComesFirst() {
    String mine = asking.ask("role:clerk");
    String others = asking.ask("role:lead");
    String page = asking.visit("anna", "/console/tasks").body();
    assertThat(page.indexOf(link(mine)))
        .isBetween(page.indexOf(">With you<"), page.indexOf(">With others<"));
    assertThat(page.indexOf(link(others))).isGreaterThan(page.indexOf(">With others<"));
    assertThat(page).contains("14 min left", "aria-current=\"page\">Inbox</a>");

    assertThat(asking.visit("anna", "/console/tasks?assignee=me").body())
        .contains(link(mine))
        .doesNotContain(link(others));
    assertThat(asking.visit("anna", "/console/tasks?assignee=role:lead").body())
        .contains(link(others), "With role:lead")
        .doesNotContain(link(mine));
    assertThat(asking.visit("bob", "/console/tasks?assignee=me").body())
        .contains(link(mine), link(others));
    assertThat(asking.visit("dora", "/console/tasks?assignee=me").body())
        .doesNotContain(link(mine), link(others));
  }

  @Test
  void theApiListsWhatIsWithWhoeverCalls() {
    String mine = asking.ask("role:clerk");
    String others = asking.ask("role:lead");
    String handed =
        asking.put(task("role:lead"), "handedTo", JSON.createObjectNode().put("bob", "anna"));
    String list =
        asking.api("anna", "GET", "/v1/tasks?state=open&assignee=me&limit=500", null).body();
    assertThat(list).contains(mine, handed).doesNotContain(others);
    assertThat(asking.api("bob", "GET", "/v1/tasks?assignee=person:anna&limit=500", null).body())
        .contains(handed)
        .doesNotContain(mine, others);
  }

  @Test
  void aQuestionIsShownWithAllThatIsKnownOfIt() {
    ObjectNode task = task("role:clerk");
    task.withObject("/data").put("orderId", "o-1").put("total", "1800.00");
    ObjectNode line = JSON.createObjectNode().put("sku", "TEA-1").put("quantity", 2);
    task.withObject("/data").withArray("items").add(line);
    task.withArray("comments").addObject().put("by", "bob").put("comment", "Known customer");
    ballot(task).put("quorum", 2).put("of", 3).put("requestedBy", "rita");
    ballot(task).withArray("added").add("dora");
    ballot(task).withObject("/handedTo").put("bob", "dora");
    String page = asking.visit("anna", one(asking.put(task))).body();
    assertThat(page)
        .contains("<h1>May it pass?</h1>", "14 min left", "tier 1 of its ladder")
        .contains("<dt>orderId</dt>", "1800.00", "<th scope=\"col\">sku</th>", "TEA-1")
        .contains("0 so far; 2 that agree decide, of at most 3")
        .contains("by bob to dora", "<dt>Asked besides</dt><dd>dora</dd>", "rita, who therefore")
        .contains("Known customer", ">Approve</button>", ">Reject</button>")
        .doesNotContain("id=\"note\"");
  }

  @Test
  void anOpenPageIsToldWhatIsNewAndKeepsItsForms() {
    ObjectNode task = task("role:clerk");
    String id = asking.put(task);
    Clicks anna = asking.signedIn("anna");
    String poll = first("hx-get=\"([^\"]+)\"", anna.get(one(id)).body());
    assertThat(anna.poll(poll).status()).isEqualTo(204);

    task.withArray("comments").addObject().put("by", "bob").put("comment", "Look twice");
    asking.put(task);
    String news = anna.poll(poll).body();
    assertThat(news)
        .contains("id=\"talk\" hx-swap-oob", "Look twice", "hx-get")
        .as("what somebody writes in a form stays")
        .doesNotContain("<html", "id=\"acts\"", "<textarea");

    task.put("state", "expired");
    asking.put(task);
    assertThat(anna.poll(first("hx-get=\"([^\"]+)\"", news)).body())
        .contains("id=\"acts\" hx-swap-oob", "expired")
        .doesNotContain("hx-get", "<textarea");
  }

  @Test
  void aListIsToldWhatIsNew() {
    asking.ask("role:clerk");
    Clicks anna = asking.signedIn("anna");
    String poll = first("hx-get=\"([^\"]+)\"", anna.get("/console/tasks?assignee=me").body());
    String id = asking.ask("role:clerk");
    Answer news = anna.poll(poll);
    assertThat(news.body())
        .contains("<div id=\"rows\" hx-swap-oob=\"innerHTML\"", link(id), "hx-get")
        .doesNotContain("<html", "role=\"status\"");
    assertThat(anna.poll(first("hx-get=\"([^\"]+)\"", news.body())).status()).isEqualTo(204);
  }

  @Test
  void olderQuestionsAreAPageFurther() {
    String oldest = asking.ask("role:paged");
    for (int i = 0; i < 50; i++) {
      asking.ask("role:paged");
    }
    Clicks bob = asking.signedIn("bob");
    String first = bob.get("/console/tasks?assignee=role:paged").body();
    assertThat(first).doesNotContain(link(oldest));
    String older = first("href=\"([^\"]+)\" rel=\"next\"", first);
    assertThat(bob.get(older).body()).contains(link(oldest)).doesNotContain("hx-get");
    assertThat(bob.get("/console/tasks").body())
        .as("each list goes on by itself")
        .contains("href=\"/console/tasks?assignee=others&amp;cursor=");
    assertThat(bob.get("/console/tasks?cursor=nonsense").status()).isEqualTo(400);
  }

  @Test
  void whatOthersWroteIsNoMarkup() {
    ObjectNode task = task(HOSTILE);
    String workflowId = "\"><b>\" onload=\"x" + HOSTILE + UUID.randomUUID();
    task.put("id", workflowId + ":q")
        .put("workflowId", workflowId)
        .put("question", HOSTILE)
        .put("due", HOSTILE);
    task.putArray("choices").add(HOSTILE).add("\" onclick=\"x");
    task.withObject("/data").put(HOSTILE, HOSTILE).putArray("a").addObject().put(HOSTILE, HOSTILE);
    task.withArray("comments").addObject().put("by", HOSTILE).put("comment", HOSTILE);
    ballot(task).put("requestedBy", HOSTILE).withObject("/handedTo").put(HOSTILE, HOSTILE);
    String id = asking.put(task);
    Clicks worker = asking.signedIn("worker");
    for (String path :
        List.of(
            one(id),
            "/console/tasks?state=all",
            "/console/tasks?assignee=%3Cscript%3Ealert('x')%3C/script%3E",
            "/console/tasks/one?id=%3Cscript%3Ealert('x')%3C/script%3E")) {
      assertThat(worker.get(path).body())
          .as(path)
          .doesNotContain("<script>")
          .doesNotContainPattern("<[^>]*\" on(?:load|click)=");
    }
    Answer page = worker.get(one(id));
    assertThat(page.status()).isEqualTo(200);
    assertThat(page.body()).contains("&lt;script", "href=\"/console/tasks\"");
    assertThat(worker.poll(one(id) + "&seen=x").body()).doesNotContain("<script>");
  }
}
