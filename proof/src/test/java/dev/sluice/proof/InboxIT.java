package dev.sluice.proof;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.GetByRoleOptions;
import com.microsoft.playwright.assertions.LocatorAssertions.ContainsTextOptions;
import com.microsoft.playwright.assertions.LocatorAssertions.IsVisibleOptions;
import com.microsoft.playwright.options.AriaRole;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.assertj.core.api.Assertions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** People who have signed in with a telephone, and real runs that ask them. */
class InboxIT {

  private static final IsVisibleOptions SHOWN = new IsVisibleOptions().setTimeout(60_000);
  private static final ContainsTextOptions SAID = new ContainsTextOptions().setTimeout(60_000);
  private static final String MEMBERS =
      """
        members:
          anna: {name: Anna, roles: [clerk]}
          carl: {name: Carl}
          olga: {name: Olga}
      """;
  private static final String ACCESS =
      """
      access:
        keys:
          - {name: anna, key: env:ANNA_KEY, roles: [read], person: anna}
          - {name: carl, key: env:CARL_KEY, roles: [read], person: carl}
          - {name: olga, key: env:OLGA_KEY, roles: [read, operate], person: olga}
          - {name: worker, key: env:SLUICE_GATEWAY_KEY, roles: [publish, read, operate, worker]}
      """;

  @TempDir static Path folder;

  private static Chromium chromium;
  private static DevProcess dev;
  private static Http gateway;

  private Visits visits;

  @BeforeAll
  static void start() throws IOException {
    chromium = Chromium.startOrSkip();
    var config = TestConfig.in(Files.createDirectories(folder.resolve("config")), "10m");
    Files.writeString(
        config,
        Files.readString(config)
            .replace("\npeople:\n", "\n" + ACCESS + "\npeople:\n" + MEMBERS)
            // A request to cancel that overtakes its order is a dead letter.
            .replaceFirst("ifAbsent: wait 5m", "ifAbsent: dead"));
    dev =
        DevProcess.start(
            TemporalKind.inProcess,
            Map.of(
                "ANNA_KEY", key("anna"),
                "CARL_KEY", key("carl"),
                "OLGA_KEY", key("olga"),
                "SLUICE_GATEWAY_KEY", key("worker")),
            folder.resolve("data"),
            "--config",
            config.toString());
    gateway = dev.gateway();
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
    visits = new Visits(chromium, gateway.base());
  }

  @AfterEach
  void nothingWasComplainedOf() {
    visits.close();
    Assertions.assertThat(visits.complaints()).isEmpty();
  }

  @Test
  void anOrderAboveTheLimitIsSeenComingDecidedOnAPhoneAndSeenToEnd() {
    var desk = visit("anna", Look.on(Look.DESK));
    desk.navigate(gateway.base() + "/console/events?type=order.placed");
    assertThat(desk.locator(".live")).hasText("Live");
    var phone = visit("anna", Look.on(Look.PHONE));
    phone.navigate(gateway.base() + "/console/tasks");
    assertThat(phone.locator(".live")).hasText("Live");

    var order = Order.usual("phone").withUnitPrice("800.00");
    desk.bringToFront();
    var came = desk.locator("#e-" + post(order.event()));
    assertThat(came).isVisible(SHOWN);
    came.click();
    desk.locator("a[href^='/console/runs/one']").first().click();
    assertThat(desk.locator("#run .asks")).containsText("Asks role:clerk", SAID);

    phone.bringToFront();
    var link = phone.locator(link(order));
    assertThat(link).isVisible(SHOWN);
    link.click();
    assertThat(phone.locator("#task")).containsText("1600.00");
    assertThat(phone.locator("#task")).containsText("min left");
    phone.locator("#remark").fill("I know them");
    button(phone, "Remark").click();
    assertThat(phone.locator("#talk")).containsText("I know them", SAID);
    phone.locator("#comment").fill("fine");
    button(phone, "Approve").click();
    assertThat(phone.locator(".notice")).hasText("Your answer is taken.");
    assertThat(phone.locator("#task")).containsText("approve, by anna");
    assertThat(phone.locator("#acts form")).hasCount(0);

    desk.bringToFront();
    assertThat(desk.locator("#run")).containsText("completed", SAID);
    assertThat(desk.locator("#run")).containsText("confirmed");
    assertThat(desk.locator("#run .asks")).hasCount(0);
    assertThat(desk.locator("#acts")).not().containsText("Ask it to cancel");
  }

  @Test
  void aRunLeadsToItsQuestionAndBack() {
    var order = place("there-and-back", "920.00");
    var page = visit("anna", Look.on(Look.PHONE));
    awaitOn(page, order);
    page.locator(".lead a").first().click();
    assertThat(page.locator("h1")).hasText(order.workflowId());
    page.locator("#run .asks a").click();
    assertThat(button(page, "Approve")).isVisible();
  }

  @Test
  void aDeadLetterIsRedrivenByWhoMayOperate() {
    var order = Order.usual("overtaken").withUnitPrice("650.00");
    var letter = "/console/dead-letters/one?id=" + post(cancel(order)) + ":order-cancel";
    post(order.event());
    var page = visit("olga", Look.on(Look.PHONE));
    awaitOn(page, order);
    page.navigate(gateway.base() + letter);
    button(page, "Redrive").click();
    assertThat(page.locator(".notice")).containsText("It is tried again");
    page.navigate(gateway.base() + "/console/runs/one?id=" + order.workflowId());
    assertThat(page.locator("#run")).containsText("cancelled", SAID);
    page.navigate(gateway.base() + letter);
    assertThat(page.locator("#acts ~ ol")).containsText("redrive by olga");
    assertThat(button(page, "Redrive")).hasCount(0);
  }

  @ParameterizedTest
  @MethodSource("dev.sluice.proof.Look#all")
  void whatOnlyThoseWhoSignInSeeCanBeReadByAnybody(Look look) {
    var letter = post(cancel(Order.usual("nowhere")));
    var page = visits.open(look.options());
    page.navigate(gateway.base() + "/console/events");
    look.at(page, "stranger");
    page.locator("main a.button").click();
    look.at(page, "sign-in");
    signIn(page, "carl", "wrong-" + key("carl"));
    look.at(page, "sign-in-refused");
    signIn(page, "carl", key("carl"));
    page.waitForURL(url -> url.endsWith("/console/events"));
    assertThat(page.locator(".who")).containsText("Carl");
    assertThat(button(page, "Sign out")).isVisible();
    look.at(page, "events-signed-in");
    page.navigate(gateway.base() + "/console/dead-letters/one?id=" + letter + ":order-cancel");
    assertThat(page.locator("main")).containsText("you need the role operate");
    look.at(page, "dead-letter-read");
    page.navigate(gateway.base() + "/console/dead-letters/redrive");
    assertThat(page.locator("main .soft")).containsText("403");
    look.at(page, "refused");
    page.navigate(gateway.base() + "/console/events");
    button(page, "Sign out").click();
    look.at(page, "signed-out");
    visits.forgive("401", "403");

    var operator = visit("olga", look.options());
    operator.navigate(gateway.base() + "/console/dead-letters/redrive?route=order-cancel");
    operator.locator("main form button").click();
    assertThat(operator.locator("#redrive .badge").first()).hasText("done");
    look.at(operator, "redrive-report");
  }

  @Test
  void withoutAScriptItIsAnsweredByTheKeyboardAlone() {
    var order = place("keys", "850.00");
    var page = visit("anna", Look.on(Look.PHONE).setJavaScriptEnabled(false));
    awaitOn(page, order);
    page.locator("#comment").focus();
    page.keyboard().type("Not to this address.");
    page.keyboard().press("Tab");
    page.keyboard().press("Tab");
    assertThat(button(page, "Reject")).isFocused();
    page.keyboard().press("Enter");
    assertThat(page.locator(".notice")).hasText("Your answer is taken.");
    assertThat(page.locator("#talk")).containsText("Not to this address.");
  }

  @Test
  void whatSomebodyWritesIsThereStillWhenTheQuestionChanges() {
    var order = place("writing", "950.00");
    var page = visit("anna", Look.on(Look.PHONE));
    awaitOn(page, order);
    assertThat(page.locator(".live")).hasText("Live");
    page.locator("#comment").fill("Half a sen");

    var other = visit("carl", Look.on(Look.PHONE).setJavaScriptEnabled(false));
    awaitOn(other, order);
    other.locator("#remark").fill("Look twice");
    button(other, "Remark").click();
    assertThat(page.locator("#talk")).containsText("Look twice", SAID);
    assertThat(page.locator("#comment")).hasValue("Half a sen");
    assertThat(page.locator("#comment")).isFocused();
  }

  @Test
  void whoseSessionHasEndedFindsTheQuestionAndWhatSheWroteAgain() {
    var order = place("ended", "880.00");
    var page = visit("anna", Look.on(Look.PHONE));
    awaitOn(page, order);
    page.locator("#comment").fill("Half a sentence");
    var other = page.context().newPage();
    other.navigate(gateway.base() + "/console/health");
    var before = page.context().cookies();
    button(other, "Sign out").click();
    other.waitForURL(url -> url.endsWith("/console/sign-in"));
    page.context().addCookies(before);

    page.bringToFront();
    assertThat(page.locator(".live")).containsText("Your session has ended", SAID);
    assertThat(Look.announced(page)).containsText("Your session has ended", SAID);

    button(page, "Approve").click();
    assertThat(page.locator("h1")).hasText("Your session has ended");
    assertThat(page.locator("#said")).hasValue("Half a sentence");
    page.locator("main a.button").click();
    signIn(page, "anna", key("anna"));
    page.waitForURL(gateway.base() + path(order));
    assertThat(page.locator("#comment")).isEmpty();
    page.locator("#comment").fill("Half a sentence");
    button(page, "Approve").click();
    assertThat(page.locator("#talk")).containsText("Half a sentence", SAID);
    visits.forgive("401");
  }

  @Test
  void whatChangesOnAnOpenPageIsSaidToWhoeverListens() {
    var order = place("heard", "870.00");
    var page = visit("anna", Look.on(Look.DESK));
    awaitOn(page, order);
    var list = visit("anna", Look.on(Look.DESK));
    list.navigate(gateway.base() + "/console/tasks");
    assertThat(list.locator(link(order))).isVisible();
    assertThat(Look.announced(page)).isEmpty();

    var phone = visit("anna", Look.on(Look.PHONE).setJavaScriptEnabled(false));
    phone.navigate(gateway.base() + path(order));
    button(phone, "Approve").click();
    page.bringToFront();
    assertThat(Look.announced(page)).containsText("decided approve, by anna", SAID);
    list.bringToFront();
    assertThat(Look.announced(list)).containsText("no longer listed", SAID);
    assertThat(list.locator(link(order))).hasCount(0);
  }

  @Test
  void whoseRoleLacksIsOfferedNothingAndRefused() {
    var order = place("guarded", "900.00");
    var page = visit("carl", Look.on(Look.PHONE));
    awaitOn(page, order);
    assertThat(page.locator("#acts")).containsText("is with role:clerk, not with carl");
    assertThat(button(page, "Approve")).hasCount(0);
    // The form of the remark is sent as if it were the one that was not offered.
    page.evaluate(
        "() => { const form = document.querySelector('form[action*=comments]');"
            + "form.action = form.action.replace('comments', 'decision');"
            + "form.querySelector('textarea').value = 'mine';"
            + "form.querySelector('button').name = 'decision';"
            + "form.querySelector('button').value = 'approve'; }");
    button(page, "Remark").click();
    assertThat(page.locator("h1")).hasText("Not yours");
    visits.forgive("403");
    page.getByText("Back to where you were").click();
    assertThat(page.locator("#acts")).containsText("not with carl");
    assertThat(page.locator("#task")).containsText("open");
  }

  private static Order place(String purpose, String unitPrice) {
    var order = Order.usual(purpose).withUnitPrice(unitPrice);
    post(order.event());
    return order;
  }

  private static String post(String event) {
    var answer = gateway.post("/v1/events", event, "Authorization", "Bearer " + key("worker"));
    Assertions.assertThat(answer.status()).isEqualTo(202);
    return answer.body().path("eid").asText();
  }

  private static String cancel(Order order) {
    return """
    {"type": "order.cancelRequested", "data": {"orderId": "%s", "reason": "changed my mind"}}
    """
        .formatted(order.id());
  }

  private static String path(Order order) {
    return "/console/tasks/one?id=" + order.workflowId() + ":review";
  }

  private static String link(Order order) {
    return "a[href='" + path(order) + "']";
  }

  /** Goes to the question's page once its run has asked. */
  private static void awaitOn(Page page, Order order) {
    page.navigate(gateway.base() + "/console/tasks");
    Awaitility.await()
        .pollInSameThread() // a page answers no other
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> {
              page.reload();
              return page.locator(link(order)).count() == 1;
            });
    page.locator(link(order)).click();
    assertThat(page.locator("h1")).isVisible();
  }

  private Page visit(String name, NewContextOptions options) {
    var page = visits.open(options);
    page.navigate(gateway.base() + "/console/sign-in?next=/console/health");
    signIn(page, name, key(name));
    page.waitForURL(url -> url.endsWith("/console/health"));
    return page;
  }

  private static void signIn(Page page, String name, String key) {
    page.locator("input[name=name]").fill(name);
    page.locator("input[name=key]").fill(key);
    page.locator("form[action$='sign-in'] button").click();
  }

  private static String key(String name) {
    return name + "-0123456789abcdef0123456789abcdef";
  }

  private static Locator button(Page page, String name) {
    return page.getByRole(AriaRole.BUTTON, new GetByRoleOptions().setName(name).setExact(true));
  }
}
