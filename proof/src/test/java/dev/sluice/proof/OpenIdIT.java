package dev.sluice.proof;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.GetByRoleOptions;
import com.microsoft.playwright.options.AriaRole;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import no.nav.security.mock.oauth2.MockOAuth2Server;
import no.nav.security.mock.oauth2.OAuth2Config;
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

/** People who sign in at a provider of identities, on its own page. */
class OpenIdIT {

  private static final String WORKER = "worker-0123456789abcdef0123456789abcdef";
  private static final String MEMBERS =
      """
        members:
          anna: {name: Anna Weber, email: anna@example.com, roles: [clerk]}
      """;
  private static final String ACCESS =
      """
      access:
        keys: [{name: worker, key: env:SLUICE_GATEWAY_KEY, roles: [publish, read, operate, worker]}]
      """;
  private static final String PROVIDER =
      """
        publicUrl: %s
        openId: {issuer: "%s", clientId: sluice, clientSecret: env:CLIENT_SECRET}
      """;
  private static final String PAGE =
      """
      <!doctype html><html lang="en"><head><title>Acme</title><link rel="icon" href="data:,"></head>
      <body><form method="post"><input name="username"><textarea name="claims"></textarea>
      <button>Go on</button></form></body></html>
      """;

  @TempDir static Path folder;

  private static Chromium chromium;
  private static MockOAuth2Server provider;
  private static DevProcess dev;
  private static Http gateway;

  private Visits visits;

  @BeforeAll
  static void start() throws IOException {
    chromium = Chromium.startOrSkip();
    var login = Files.writeString(folder.resolve("login.html"), PAGE);
    provider = new MockOAuth2Server(new OAuth2Config(true, login.toString()));
    provider.start(InetAddress.getLoopbackAddress(), 0);
    var config = TestConfig.in(Files.createDirectories(folder.resolve("config")), "10m");
    var text =
        Files.readString(config).replace("\npeople:\n", "\n" + ACCESS + "\npeople:\n" + MEMBERS);
    Files.writeString(config, text);
    dev =
        DevProcess.start(
            TemporalKind.inProcess,
            Map.of("SLUICE_GATEWAY_KEY", WORKER, "CLIENT_SECRET", "secret-of-the-client"),
            folder.resolve("data"),
            "--config",
            config.toString());
    gateway = dev.gateway();
    // Its address is known by now.
    var issuer = PROVIDER.formatted(gateway.base(), provider.issuerUrl("acme"));
    Files.writeString(config, text.replace("\naccess:\n", "\naccess:\n" + issuer));
    Awaitility.await("the gateway knows the provider")
        .atMost(Shop.PATIENCE)
        .until(() -> gateway.text("/console/sign-in").contains("/console/sign-in/openid"));
  }

  @AfterAll
  static void stop() {
    if (dev != null) {
      dev.close();
    }
    if (provider != null) {
      provider.shutdown();
    }
    if (chromium != null) {
      chromium.close();
    }
  }

  @BeforeEach
  void visit() {
    visits = new Visits(chromium, gateway.base(), provider.url("/").toString());
  }

  @AfterEach
  void nothingWasComplainedOf() {
    visits.close();
    Assertions.assertThat(visits.complaints()).isEmpty();
  }

  @Test
  void whoComesFromTheProviderLandsWhereSheWantedAndDecidesUnderHerOwnName() {
    var order = Order.usual("openid").withUnitPrice("800.00");
    var question = ask(order);
    var page = visits.open(Look.on(Look.PHONE));
    page.navigate(gateway.base() + question);
    page.locator("main a.button").click();
    Look.picture(page, "sign-in");
    page.setViewportSize(Look.PHONE, 844);
    page.locator("main a.button").click();
    Assertions.assertThat(page.url()).startsWith(provider.url("/acme").toString());
    agree(page, "Anna@example.com");
    page.waitForURL(gateway.base() + question);
    assertThat(page.locator(".who")).containsText("Anna Weber");
    button(page, "Approve").click();
    assertThat(page.locator(".notice")).hasText("Your answer is taken.");
    assertThat(page.locator("#task")).containsText("approve, by anna");

    page.navigate(gateway.base() + "/console/dead-letters/redrive");
    assertThat(page.locator("main .soft")).containsText("403");
    assertThat(page.locator(".who")).containsText("Anna Weber");
    button(page, "Sign out").click();
    assertThat(page.locator("main a.button")).hasText("Sign in with your account");
    page.navigate(gateway.base() + question);
    assertThat(page.locator("main .soft")).containsText("401");
    visits.forgive("401", "403");
  }

  @ParameterizedTest
  @MethodSource("dev.sluice.proof.Look#all")
  void whoIsNotNamedHereIsToldAsWhomTheProviderSentHim(Look look) {
    var page = visits.open(look.options());
    page.navigate(gateway.base() + "/console/sign-in");
    look.at(page, "sign-in-by-provider");
    page.locator("main a.button").click();
    agree(page, "eve@example.com");
    page.waitForURL(gateway.base() + "/**");
    assertThat(page.locator("main")).containsText("eve@example.com");
    look.at(page, "sign-in-stranger");
    visits.forgive("403");
  }

  /** On the provider's page. */
  private static void agree(Page page, String email) {
    page.locator("input[name=username]").fill("0815");
    page.locator("textarea[name=claims]")
        .fill("{\"email\": \"" + email + "\", \"email_verified\": true}");
    button(page, "Go on").click();
  }

  /** Gives the page of the question that the order's run asks. */
  private static String ask(Order order) {
    var task = order.workflowId() + ":review";
    var key = "Bearer " + WORKER;
    var placed = gateway.post("/v1/events", order.event(), "Authorization", key);
    Assertions.assertThat(placed.status()).isEqualTo(202);
    Awaitility.await("it asks")
        .atMost(Shop.PATIENCE)
        .until(() -> gateway.get("/v1/tasks/" + task, "Authorization", key).status() == 200);
    return "/console/tasks/one?id=" + task;
  }

  private static Locator button(Page page, String name) {
    return page.getByRole(AriaRole.BUTTON, new GetByRoleOptions().setName(name).setExact(true));
  }
}
