package dev.sluice.gateway.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.edge.AboutInfo;
import dev.sluice.gateway.edge.ConfigWord;
import dev.sluice.gateway.edge.Health.Now;
import dev.sluice.gateway.edge.SystemApi.EngineWord;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Each light of the page of health. */
class HealthViewTest {

  private static final Instant AT = Instant.parse("2026-11-21T09:30:00Z");
  private static final EngineWord UP = new EngineWord(true, "up", null);
  private static final AboutInfo ABOUT =
      AboutInfo.of(
          "1.2.3",
          new AboutInfo.Temporal("server", "temporal:7233", "shop", "http://ui.example"),
          null,
          AT);

  private final Assets assets = Assets.load();
  private final Pages pages = new Pages(assets);

  @Test
  void whereAllIsWellEachLightSaysSo() {
    assertThat(page(true, UP, true))
        .contains("badge good\">ready<", "badge good\">writable<", "badge good\">connected<")
        .contains("Everything is up", "badge good\">current<")
        .contains("server at temporal:7233, namespace shop", "href=\"http://ui.example\"")
        .doesNotContain("badge bad", "badge waiting");
  }

  @Test
  void aFullDiskClosesTheDoorAndIsSaid() {
    assertThat(page(false, UP, true))
        .contains("badge bad\">unready<", "badge bad\">not writable<", "does not take events now")
        .doesNotContain(">writable<");
  }

  @Test
  void temporalAwayIsSaidWithWhatItMeans() {
    assertThat(page(true, new EngineWord(false, "away", "connection refused"), true))
        .contains("badge waiting\">degraded<", "badge bad\">away<", "connection refused")
        .contains("Events are kept as held");
  }

  @Test
  void aPartThatIsNotUpYetIsNamed() {
    assertThat(page(true, UP, false))
        .contains("badge bad\">unready<", "<dt>dispatch</dt>", "badge waiting\">starting<");
  }

  private String page(boolean isWritable, EngineWord engine, boolean isUp) {
    Now now =
        new Now(
            isWritable,
            engine,
            ConfigWord.current("sluice.yaml", AT, List.of()),
            Map.of("dispatch", isUp));
    Settings settings = new Settings(Settings.Theme.auto, true);
    Frame frame =
        new Frame("Health", Area.health, true, null, false, settings, Links.HEALTH, null, assets);
    return pages.render("health", new HealthView(frame, now, ABOUT));
  }
}
