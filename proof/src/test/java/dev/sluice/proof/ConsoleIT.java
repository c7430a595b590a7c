package dev.sluice.proof;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.GetByRoleOptions;
import com.microsoft.playwright.Page.ScreenshotOptions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The console in a real browser. Its pages are pictured in {@code target/console}. */
class ConsoleIT {

  private static final Path PICTURES = Path.of("target", "console");
  private static final int DESK = 1280;
  private static final int PHONE = 390;

  @TempDir static Path folder;

  private static Chromium chromium;
  private static DevProcess dev;
  private static Map<String, String> pages;

  private final List<String> complaints = new ArrayList<>();
  private final List<BrowserContext> contexts = new ArrayList<>();

  @BeforeAll
  static void start() {
    chromium = Chromium.startOrSkip();
    dev = DevProcess.start(TemporalKind.inProcess, folder);
    var confirmed = Order.usual("confirmed");
    dev.shop().place(confirmed);
    dev.shop().result(confirmed);
    var waiting = Order.usual("review").withUnitPrice("900.00");
    dev.shop().place(waiting);
    dev.shop().awaitTask(waiting.workflowId() + ":review");
    var eid = post(Order.usual("x").event());
    var dead = post(order("dead~2"));
    post("{\"type\": \"stock.counted\", \"data\": {\"sku\": \"TEA-1\"}}");
    pages = new LinkedHashMap<>();
    pages.put("events", "/console/events");
    pages.put("event", "/console/events/" + eid);
    pages.put("runs", "/console/runs");
    pages.put("run", "/console/runs/one?id=" + confirmed.workflowId());
    pages.put("run-that-waits", "/console/runs/one?id=" + waiting.workflowId());
    pages.put("dead-letters", "/console/dead-letters");
    pages.put("dead-letter", "/console/dead-letters/one?id=" + dead + ":order");
    pages.put("redrive", "/console/dead-letters/redrive");
    pages.put("routes", "/console/routes");
    pages.put("sources", "/console/sources");
    pages.put("health", "/console/health");
    pages.put("not-understood", "/console/events?type=a..*&since=yesterday");
    pages.put("nothing", "/console/nothing-here");
    pages.put("sign-in", "/console/sign-in");
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

  @AfterEach
  void nothingWasComplainedOf() {
    contexts.forEach(BrowserContext::close);
    Assertions.assertThat(complaints).isEmpty();
  }

  static Stream<Arguments> looks() {
    return Stream.of(ColorScheme.LIGHT, ColorScheme.DARK)
        .flatMap(scheme -> Stream.of(DESK, PHONE).map(width -> Arguments.of(scheme, width)));
  }

  @ParameterizedTest
  @MethodSource("looks")
  void everyPageCanBeReadByAnybody(ColorScheme scheme, int width) {
    var page = open(new NewContextOptions().setColorScheme(scheme).setViewportSize(width, 844));
    pages.forEach(
        (name, path) -> {
          page.navigate(dev.gateway().base() + path);
          picture(page, name + "-" + scheme.name().toLowerCase(Locale.ROOT) + "-" + width);
          var violations = new AxeBuilder(page).analyze().getViolations();
          Assertions.assertThat(violations).as(name).allMatch(each -> !isSerious(each.getImpact()));
          var overflow = page.evaluate("document.scrollingElement.scrollWidth - innerWidth");
          Assertions.assertThat(((Number) overflow).intValue())
              .as(name + " is wider")
              .isLessThanOrEqualTo(0);
        });
    // What is not there, and what is not understood, a browser says on its console.
    complaints.removeIf(each -> each.contains("404") || each.contains("400"));
  }

  private static boolean isSerious(String impact) {
    return "serious".equals(impact) || "critical".equals(impact);
  }

  @Test
  void anEventIsSeenAsItComesAndLeadsToItsWhy() {
    var page = open(new NewContextOptions().setViewportSize(DESK, 844));
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
    var page = open(new NewContextOptions().setViewportSize(DESK, 844));
    page.navigate(dev.gateway().base() + "/console/events?type=order.placed");
    assertThat(page.locator(".live")).hasText("Live");
    page.locator("#rows a").first().focus();
    var focused = page.evaluate("document.activeElement.id");
    var eid = post(Order.usual("focus").event());
    assertThat(page.locator("#e-" + eid)).isVisible();
    Assertions.assertThat(page.evaluate("document.activeElement.id")).isEqualTo(focused);
    page.context().setOffline(true);
    assertThat(page.locator(".live")).containsText("Not live since");
    page.context().setOffline(false);
    assertThat(page.locator(".live")).hasText("Live");
    complaints.removeIf(
        each -> each.contains("ERR_INTERNET_DISCONNECTED") || each.contains("htmx"));
  }

  @Test
  void theKeyToTheFilterCanBeSwitchedOff() {
    var page = open(new NewContextOptions().setViewportSize(DESK, 844));
    page.navigate(dev.gateway().base() + "/console/events?live=off");
    page.locator("button[name=keys][value=off]").click();
    page.waitForLoadState();
    page.keyboard().press("/");
    assertThat(page.locator("input[name=type]")).not().isFocused();
  }

  @Test
  void theKeyboardSkipsToTheContentAndGoesToTheFilter() {
    var page = open(new NewContextOptions().setViewportSize(DESK, 844));
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
    var page = open(new NewContextOptions().setViewportSize(PHONE, 844));
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
    var context = chromium.browser().newContext(options);
    contexts.add(context);
    var page = context.newPage();
    page.onConsoleMessage(
        message -> {
          if (message.type().equals("error") || message.type().equals("warning")) {
            complaints.add(message.text());
          }
        });
    page.onPageError(complaints::add);
    page.onRequest(
        request -> {
          if (!request.url().startsWith(dev.gateway().base() + "/console")) {
            complaints.add("a request to " + request.url());
          }
        });
    return page;
  }

  private static void picture(Page page, String name) {
    page.screenshot(
        new ScreenshotOptions().setFullPage(true).setPath(PICTURES.resolve(name + ".png")));
  }

  private static String post(String event) {
    var answer = dev.gateway().post("/v1/events", event);
    Assertions.assertThat(answer.status()).isEqualTo(202);
    return answer.body().path("eid").asText();
  }

  /** A start may not have an id as a new attempt has: it is a dead letter. */
  private static String order(String id) {
    return new Order(id, "TEA-1", "6.00", "12.00", "tok_ok", "10115").event();
  }
}
