package dev.sluice.proof;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.GetByRoleOptions;
import com.microsoft.playwright.assertions.LocatorAssertions.ContainsTextOptions;
import com.microsoft.playwright.options.AriaRole;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The console in a real browser. Its pages are pictured in {@code target/console}. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ConsoleIT {

  private static final String SOURCES =
      """

      sources:
        github: {verify: github, secrets: ["env:HOOKS"]}
        stripe: {verify: stripe, secrets: ["env:HOOKS"]}
        shop: {verify: api-key, secrets: ["env:HOOKS"]}
      """;

  @TempDir static Path folder;

  private static Chromium chromium;
  private static DevProcess dev;
  private static Map<String, String> pages;

  private Visits visits;

  @BeforeAll
  static void start() throws IOException {
    chromium = Chromium.startOrSkip();
    var config = TestConfig.in(Files.createDirectories(folder.resolve("config")), "15m");
    Files.writeString(
        config,
        // A request to cancel that overtakes its order is a dead letter.
        Files.readString(config).replaceFirst("ifAbsent: wait 5m", "ifAbsent: dead") + SOURCES);
    dev =
        DevProcess.start(
            TemporalKind.inProcess,
            Map.of("HOOKS", "secret-0123456789abcdef0123456789abcdef"),
            folder.resolve("data"),
            "--config",
            config.toString());
    Assertions.assertThat(dev.gateway().post("/hooks/github", "{}").status()).isEqualTo(401);
    var confirmed = Order.usual("confirmed");
    dev.shop().place(confirmed);
    dev.shop().result(confirmed);
    var waiting = Order.usual("review").withUnitPrice("900.00");
    dev.shop().place(waiting);
    var question = waiting.workflowId() + ":review";
    dev.shop().awaitTask(question);
    var rejected = Order.usual("rejected").withUnitPrice("700.00");
    dev.shop().place(rejected);
    dev.shop().awaitTask(rejected.workflowId() + ":review");
    dev.shop().decide(rejected.workflowId() + ":review", "reject", "Not to this address.");
    dev.shop().result(rejected);
    var eid = post(Order.usual("x").event());
    var dead = post(order("dead~2"));
    post("{\"type\": \"stock.counted\", \"data\": {\"sku\": \"TEA-1\"}}");
    var overtaken = Order.usual("overtaken");
    post(cancel(overtaken));
    dev.shop().place(overtaken);
    dev.shop().result(overtaken);
    pages = new LinkedHashMap<>();
    pages.put("events", "/console/events");
    pages.put("event", "/console/events/" + eid);
    pages.put("runs", "/console/runs");
    pages.put("run", "/console/runs/one?id=" + confirmed.workflowId());
    pages.put("run-that-waits", "/console/runs/one?id=" + waiting.workflowId());
    pages.put("inbox", "/console/tasks");
    pages.put("inbox-closed", "/console/tasks?state=all");
    pages.put("question", "/console/tasks/one?id=" + question);
    pages.put("question-answered", "/console/tasks/one?id=" + rejected.workflowId() + ":review");
    pages.put("dead-letters", "/console/dead-letters");
    pages.put("dead-letter", "/console/dead-letters/one?id=" + dead + ":order");
    pages.put("redrive", "/console/dead-letters/redrive");
    pages.put("routes", "/console/routes");
    pages.put("sources", "/console/sources");
    pages.put("health", "/console/health");
    pages.put("not-understood", "/console/events?type=a..*&since=yesterday");
    pages.put("nothing", "/console/nothing-here");
    pages.put("sign-in-to-nothing", "/console/sign-in");
  }

  @AfterAll
  static void stop() {
    if (dev != null) {
      dev.close();
    }
    if (chromium != null) {
      chromium.close();
    }
  }

  @BeforeEach
  void visit() {
    visits = new Visits(chromium, dev.gateway().base());
  }

  @AfterEach
  void nothingWasComplainedOf() {
    visits.close();
    Assertions.assertThat(visits.complaints()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("dev.sluice.proof.Look#all")
  void everyPageCanBeReadByAnybody(Look look) {
    var page = visits.open(look.options());
    pages.forEach(
        (name, path) -> {
          page.navigate(dev.gateway().base() + path);
          look.at(page, name);
        });
    // What is not there, and what is not understood, a browser says on its console.
    visits.forgive("404", "400");
  }

  /** Of the pages that {@code docs/console.md} shows, before others leave their events. */
  @org.junit.jupiter.api.Order(1)
  @Test
  void thePicturesOfTheDocumentation() {
    var page = visits.open(Look.on(Look.DESK));
    for (var name :
        List.of(
            "events",
            "event",
            "inbox",
            "question",
            "runs",
            "run",
            "dead-letters",
            "dead-letter",
            "redrive",
            "routes",
            "sources",
            "health")) {
      page.navigate(dev.gateway().base() + pages.get(name));
      Look.picture(page, name);
    }
  }

  @Test
  void idsWithoutAPlaceToBreakMakeNoPageWider() {
    var order = "l".repeat(100);
    var event = post(order(order));
    var dead = post(order("d".repeat(98) + "~2"));
    var page = open(Look.on(Look.PHONE));
    for (var path :
        List.of(
            "events",
            "events/" + event,
            "runs",
            "runs/one?id=order-" + order,
            "dead-letters",
            "dead-letters/one?id=" + dead + ":order")) {
      page.navigate(dev.gateway().base() + "/console/" + path);
      Look.isNoWiderThanTheScreen(page, path);
    }
  }

  @Test
  void anEventIsSeenAsItComesAndLeadsToItsWhy() {
    var page = open(Look.on(Look.DESK));
    page.navigate(dev.gateway().base() + "/console/events?type=order.placed");
    page.waitForLoadState();
    var eid = post(Order.usual("live").event());
    var link = page.locator("#e-" + eid);
    assertThat(link).isVisible();
    link.click();
    assertThat(page.locator("h1")).hasText("order.placed");
    assertThat(page.locator("#why ~ ol > li").first()).containsText("order");
  }

  @Test
  void whatIsNewComesWithoutTakingTheFocusAndIsSaidToBeLate() {
    var page = open(Look.on(Look.DESK));
    page.navigate(dev.gateway().base() + "/console/events?type=order.placed");
    assertThat(page.locator(".live")).hasText("Live");
    page.locator("#rows a").first().focus();
    var focused = page.evaluate("document.activeElement.id");
    var eid = post(Order.usual("focus").event());
    assertThat(page.locator("#e-" + eid)).isVisible();
    Assertions.assertThat(page.evaluate("document.activeElement.id")).isEqualTo(focused);
    assertThat(Look.announced(page)).hasText("1 new event");
    page.context().setOffline(true);
    assertThat(page.locator(".live")).containsText("Not live since");
    assertThat(Look.announced(page))
        .containsText("Not live since", new ContainsTextOptions().setTimeout(60_000));
    page.context().setOffline(false);
    assertThat(page.locator(".live")).hasText("Live");
    visits.forgive("ERR_INTERNET_DISCONNECTED", "htmx");
  }

  @Test
  void aTimeInTheFilterIsMeantInTheZoneOfTheReader() {
    post(Order.usual("zoned").event());
    var page = open(Look.on(Look.DESK).setTimezoneId("Asia/Tokyo"));
    page.navigate(dev.gateway().base() + "/console/events?live=off");
    page.locator("summary").click();
    assertThat(page.locator("label[for=f-since]")).hasText("Since (GMT+9)");
    var now = LocalDateTime.now(ZoneId.of("Asia/Tokyo")).truncatedTo(ChronoUnit.MINUTES);
    page.locator("input[name=since]").fill(now.minusHours(1).toString().replace('T', ' '));
    page.keyboard().press("Enter");
    page.waitForURL(url -> url.contains("zone=Asia%2FTokyo"));
    assertThat(page.locator("label[for=f-since]")).hasText("Since (Asia/Tokyo)");
    assertThat(page.locator("#rows tr").first()).isVisible();
    page.locator("input[name=since]").fill(now.plusHours(1).toString().replace('T', ' '));
    page.keyboard().press("Enter");
    assertThat(page.locator("#beyond")).containsText("No event fits");
  }

  @Test
  void theKeyToTheFilterCanBeSwitchedOff() {
    var page = open(Look.on(Look.DESK));
    page.navigate(dev.gateway().base() + "/console/events?live=off");
    page.locator("button[name=keys][value=off]").click();
    page.waitForLoadState();
    page.keyboard().press("/");
    assertThat(page.locator("input[name=type]")).not().isFocused();
  }

  @Test
  void theKeyboardSkipsToTheContentAndGoesToTheFilter() {
    var page = open(Look.on(Look.DESK));
    page.navigate(dev.gateway().base() + "/console/events?live=off");
    page.keyboard().press("Tab");
    assertThat(page.locator(".skip")).isFocused();
    page.keyboard().press("/");
    assertThat(page.locator("input[name=type]")).isFocused();
    page.keyboard().type("order.*");
    page.keyboard().press("Enter");
    page.waitForURL(url -> url.contains("/console/events?type=order.*"));
  }

  @Test
  void aDeadLetterIsTriedAgainAndPutAway() {
    var dead = post(order("handled~2"));
    var page = open(Look.on(Look.PHONE));
    page.navigate(dev.gateway().base() + "/console/dead-letters/one?id=" + dead + ":order");
    page.getByRole(AriaRole.BUTTON, new GetByRoleOptions().setName("Redrive")).click();
    assertThat(page.locator(".notice")).containsText("It still cannot be done");
    page.locator("input[name=reason]").fill("a test's own");
    page.getByRole(AriaRole.BUTTON, new GetByRoleOptions().setName("Discard")).click();
    assertThat(page.locator(".notice")).containsText("put away");
  }

  @Test
  void withoutAScriptARouteIsPausedAndResumedAndTheThemeChosen() {
    var page = open(new NewContextOptions().setJavaScriptEnabled(false));
    page.navigate(dev.gateway().base() + "/console/routes");
    page.locator("form[action$='/order-cancel/pause'] button").click();
    assertThat(page.locator(".notice")).containsText("paused");
    page.locator("form[action$='/order-cancel/resume'] button").click();
    assertThat(page.locator(".notice")).containsText("resumed");
    page.locator("button[value=dark]").click();
    assertThat(page.locator("html")).hasAttribute("data-theme", "dark");
  }

  private Page open(NewContextOptions options) {
    return visits.open(options);
  }

  private static String post(String event) {
    var answer = dev.gateway().post("/v1/events", event);
    Assertions.assertThat(answer.status()).isEqualTo(202);
    return answer.body().path("eid").asText();
  }

  private static String cancel(Order order) {
    return """
    {"type": "order.cancelRequested", "data": {"orderId": "%s", "reason": "changed my mind"}}
    """
        .formatted(order.id());
  }

  /** A start may not have an id as a new attempt has: it is a dead letter. */
  private static String order(String id) {
    return new Order(id, "TEA-1", "6.00", "12.00", "tok_ok", "10115").event();
  }
}
