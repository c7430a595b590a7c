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

      page.evaluate(
          "endpoint => { localStorage.setItem('endpoint', JSON.stringify(endpoint));"
              + " localStorage.setItem('overrideRemoteCodecConfiguration', 'true'); }",
          dev.gateway().base() + "/codec");
      page.reload();
      PlaywrightAssertions.assertThat(page.locator("body")).containsText(MAIL);
      assertThat(text(page)).doesNotContain(ENCODING);
      picture(page, "temporal-ui-decoded");
    }
  }

  private static int asked(DevProcess dev, String origin) {
    return dev.gateway().post("/codec/decode", "{\"payloads\": []}", "Origin", origin).status();
  }

  private static String text(Page page) {
    return page.innerText("body");
  }

  private static void picture(Page page, String name) {
    page.screenshot(new ScreenshotOptions().setPath(PICTURES.resolve(name + ".png")));
  }
}
