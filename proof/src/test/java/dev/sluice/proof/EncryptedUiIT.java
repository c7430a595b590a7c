package dev.sluice.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.ScreenshotOptions;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Temporal's own UI, with encryption on, in a real browser. */
class EncryptedUiIT {

  private static final Path PICTURES = Path.of("target", "console");
  private static final String KEY = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";
  private static final String MAIL = "ada@example.org";

  /** The payload's encoding, as the UI shows what it cannot read: {@code binary/encrypted}. */
  private static final String ENCODING = "YmluYXJ5L2VuY3J5cHRlZA==";

  private static final String ENCRYPTION =
      "\nencryption: {keys: [{id: \"2026-11\", secret: env:PAYLOADS}]%s}\n";

  private static final String WORKER = "worker-0123456789abcdef0123456789abcdef";
  private static final String ANNA = "anna-0123456789abcdef0123456789abcdef";
  private static final String[] BY_WORKER = {"Authorization", "Bearer " + WORKER};
  private static final String ACCESS =
      """

      access:
        keys:
          - {name: anna, key: env:ANNA_KEY, roles: [read]}
          - {name: worker, key: env:SLUICE_GATEWAY_KEY, roles: [publish, read, operate, worker]}
      """;

  @TempDir private Path folder;

  @Test
  void itReadsThroughTheGatewayAndNothingWithoutIt() throws IOException {
    var engine = TemporalKind.devServer.orSkip();
    var config = TestConfig.in(Files.createDirectories(folder.resolve("config")), "5m");
    var plain = Files.readString(config);
    Files.writeString(config, ENCRYPTION.formatted(""), StandardOpenOption.APPEND);
    try (var chromium = Chromium.startOrSkip();
        var dev =
            DevProcess.start(
                engine,
                Map.of("PAYLOADS", KEY),
                folder.resolve("data"),
                "--config",
                config.toString())) {
      var ui = dev.gateway().get("/v1/about").body().path("temporal").path("uiUrl").asText();
      Files.writeString(config, plain + ENCRYPTION.formatted(", origins: [\"" + ui + "\"]"));
      await("the gateway lets the UI's pages ask")
          .atMost(Shop.PATIENCE)
          .until(() -> asked(dev, ui) == 200);
      var order = Order.usual("ui").withUnitPrice("600.00");
      dev.shop().place(order);
      dev.shop().awaitTask(order.workflowId() + ":review");

      Page page = chromium.browser().newPage();
      page.navigate(ui + "/namespaces/default/workflows/" + order.workflowId());
      PlaywrightAssertions.assertThat(page.locator("body")).containsText(ENCODING);
      assertThat(text(page)).doesNotContain(MAIL);
      picture(page, "temporal-ui-encrypted");

      readThrough(dev, page, false);
      PlaywrightAssertions.assertThat(page.locator("body")).containsText(MAIL);
      assertThat(text(page)).doesNotContain(ENCODING);
      picture(page, "temporal-ui-decoded");
    }
  }

  /** Ports do not matter for what a site is: the browser sends the session along. */
  @Test
  void whoHasSignedInReadsByTheSessionAloneAndNobodyWithoutOne() throws IOException {
    var engine = TemporalKind.devServer.orSkip();
    var config = TestConfig.in(Files.createDirectories(folder.resolve("config")), "5m");
    var plain = Files.readString(config) + ACCESS;
    Files.writeString(config, plain + ENCRYPTION.formatted(""));
    try (var chromium = Chromium.startOrSkip();
        var dev =
            DevProcess.start(
                engine,
                Map.of("PAYLOADS", KEY, "ANNA_KEY", ANNA, "SLUICE_GATEWAY_KEY", WORKER),
                folder.resolve("data"),
                "--config",
                config.toString())) {
      var gateway = dev.gateway();
      var ui = gateway.get("/v1/about", BY_WORKER).body().path("temporal").path("uiUrl").asText();
      Files.writeString(config, plain + ENCRYPTION.formatted(", origins: [\"" + ui + "\"]"));
      await("the gateway lets the UI's pages ask")
          .atMost(Shop.PATIENCE)
          .until(() -> asked(dev, ui, BY_WORKER) == 200);
      var order = Order.usual("session").withUnitPrice("600.00");
      assertThat(gateway.post("/v1/events", order.event(), BY_WORKER).status()).isEqualTo(202);
      var task = "/v1/tasks/" + order.workflowId() + ":review";
      await("it asks")
          .atMost(Shop.PATIENCE)
          .until(() -> gateway.get(task, BY_WORKER).status() == 200);

      var browser = chromium.browser().newContext();
      var page = browser.newPage();
      page.navigate(ui + "/namespaces/default/workflows/" + order.workflowId());
      PlaywrightAssertions.assertThat(page.locator("body")).containsText(ENCODING);
      readThrough(dev, page, true);
      assertNothingIsReadable(page);

      var console = browser.newPage();
      console.navigate(gateway.base() + "/console/sign-in");
      console.locator("input[name=name]").fill("anna");
      console.locator("input[name=key]").fill(ANNA);
      console.locator("form[action$='sign-in'] button").click();
      console.waitForURL(url -> url.endsWith("/console/events"));
      page.reload();
      PlaywrightAssertions.assertThat(page.locator("body")).containsText(MAIL);
      assertThat(text(page)).doesNotContain(ENCODING);

      console.locator("form[action$='sign-out'] button").click();
      console.waitForURL(url -> url.endsWith("/console/sign-in"));
      var refused = page.waitForResponse(gateway.base() + "/codec/decode", page::reload);
      assertThat(refused.status()).isEqualTo(401);
      assertNothingIsReadable(page);
    }
  }

  private static void assertNothingIsReadable(Page page) {
    PlaywrightAssertions.assertThat(page.locator("body")).containsText(ENCODING);
    assertThat(text(page)).doesNotContain(MAIL);
  }

  /** As people set it beside the endpoint in the UI. */
  private static void readThrough(DevProcess dev, Page page, boolean isWithSession) {
    page.evaluate(
        "given => { localStorage.setItem('endpoint', JSON.stringify(given[0]));"
            + " localStorage.setItem('includeCredentials', given[1]);"
            + " localStorage.setItem('overrideRemoteCodecConfiguration', 'true'); }",
        List.of(dev.gateway().base() + "/codec", Boolean.toString(isWithSession)));
    page.reload();
  }

  private static int asked(DevProcess dev, String origin, String... headers) {
    var all = new ArrayList<>(List.of("Origin", origin));
    all.addAll(List.of(headers));
    return dev.gateway()
        .post("/codec/decode", "{\"payloads\": []}", all.toArray(String[]::new))
        .status();
  }

  private static String text(Page page) {
    return page.innerText("body");
  }

  private static void picture(Page page, String name) {
    page.screenshot(new ScreenshotOptions().setPath(PICTURES.resolve(name + ".png")));
  }
}
