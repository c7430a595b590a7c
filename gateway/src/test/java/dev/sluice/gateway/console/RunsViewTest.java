package dev.sluice.gateway.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.journal.RunBook;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the page of runs says of Temporal. */
class RunsViewTest {

  private static final String AWAY = "Temporal does not answer now";

  private final Assets assets = Assets.load();
  private final Pages pages = new Pages(assets);

  @Test
  void onlyWhereItDoesNotAnswerIsThatSaid() {
    assertThat(page("unavailable")).contains(AWAY);
    assertThat(page("up")).doesNotContain(AWAY, "has to be put right");
    assertThat(page("misconfigured"))
        .contains("Temporal answers, but something has to be put right")
        .doesNotContain(AWAY);
  }

  private String page(String engine) {
    Settings settings = new Settings(Settings.Theme.auto, true);
    Frame frame =
        new Frame("Runs", Area.runs, true, null, false, settings, Links.RUNS, null, assets);
    List<RunBook.Run> none = List.of();
    return pages.render(
        "runs", new RunsView(frame, new Form(Map.of(), Map.of()), none, engine, List.of(), null));
  }
}
