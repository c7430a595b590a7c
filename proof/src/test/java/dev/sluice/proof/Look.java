package dev.sluice.proof;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.ScreenshotOptions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;

/** In which light and on how wide a screen somebody reads. */
record Look(ColorScheme scheme, int width) {

  static final int DESK = 1280;
  static final int PHONE = 360;

  private static final int IN_DOCS = 1200;
  private static final Path PICTURES = Path.of("target", "console");

  static Stream<Look> all() {
    return Stream.of(ColorScheme.LIGHT, ColorScheme.DARK)
        .flatMap(scheme -> Stream.of(DESK, PHONE).map(width -> new Look(scheme, width)));
  }

  static NewContextOptions on(int width) {
    return new NewContextOptions().setViewportSize(width, 844);
  }

  NewContextOptions options() {
    return on(width).setColorScheme(scheme);
  }

  /** The page is pictured, can be read by anybody, and is no wider than the screen. */
  void at(Page page, String name) {
    var picture = name + "-" + scheme.name().toLowerCase(Locale.ROOT) + "-" + width + ".png";
    page.screenshot(new ScreenshotOptions().setFullPage(true).setPath(PICTURES.resolve(picture)));
    var violations = new AxeBuilder(page).analyze().getViolations();
    Assertions.assertThat(violations).as(name).allMatch(each -> !isSerious(each.getImpact()));
    isNoWiderThanTheScreen(page, name);
  }

  /** What is read out to whoever listens: its role says so, and it is not hidden from them. */
  static Locator announced(Page page) {
    return page.getByRole(AriaRole.STATUS).and(page.locator("#announced"));
  }

  static void isNoWiderThanTheScreen(Page page, String name) {
    var overflow = page.evaluate("document.scrollingElement.scrollWidth - innerWidth");
    Assertions.assertThat(((Number) overflow).intValue())
        .as(name + " is wider")
        .isLessThanOrEqualTo(0);
  }

  /** As the documentation shows it: without the folder in which a test happens to be. */
  static void picture(Page page, String name) {
    page.evaluate(
        "[...document.querySelectorAll('code')].filter(each => /^.+sluice.yaml$/.test(each.textContent))"
            + ".forEach(each => { each.textContent = 'sluice.yaml'; })");
    page.setViewportSize(IN_DOCS, 300);
    var content = ((Number) page.evaluate("document.scrollingElement.scrollHeight")).intValue();
    page.setViewportSize(IN_DOCS, Math.min(content, 1000));
    var path = PICTURES.resolve("docs").resolve("console-" + name + ".png");
    page.screenshot(new ScreenshotOptions().setPath(path));
  }

  private static boolean isSerious(String impact) {
    return "serious".equals(impact) || "critical".equals(impact);
  }
}
