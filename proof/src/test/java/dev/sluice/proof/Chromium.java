package dev.sluice.proof;

import static org.junit.jupiter.api.Assumptions.abort;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.Playwright.CreateOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A real browser: the one that is installed, none is downloaded. */
final class Chromium implements AutoCloseable {

  private static final Path PROGRAM = Path.of("/usr/bin/chromium");

  private final Playwright playwright;
  private final Browser browser;

  private Chromium(Playwright playwright, Browser browser) {
    this.playwright = playwright;
    this.browser = browser;
  }

  /** Without the program the test is skipped, loudly; where servers are required, it fails. */
  static Chromium startOrSkip() {
    if (!Files.isExecutable(PROGRAM)) {
      var line = "NOT TESTED in a browser: there is no " + PROGRAM;
      if ("1".equals(System.getenv("SLUICE_REQUIRE_SERVERS"))) {
        throw new AssertionError(line);
      }
      System.err.println("\n*** " + line + " ***\n");
      return abort(line);
    }
    var playwright =
        Playwright.create(
            new CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    // Its own sandbox needs rights that a container's root does not have.
    var options =
        new LaunchOptions()
            .setExecutablePath(PROGRAM)
            .setArgs(List.of("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"));
    return new Chromium(playwright, playwright.chromium().launch(options));
  }

  Browser browser() {
    return browser;
  }

  @Override
  public void close() {
    browser.close();
    playwright.close();
  }
}
