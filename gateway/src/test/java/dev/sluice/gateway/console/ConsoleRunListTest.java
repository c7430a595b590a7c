package dev.sluice.gateway.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.OrderGateway;
import dev.sluice.gateway.Orders;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** More runs than one page holds. */
class ConsoleRunListTest {

  private static final Pattern NEXT = Pattern.compile("href=\"([^\"]+)\" rel=\"next\"");
  private static final Pattern RUN = Pattern.compile("/console/runs/one\\?id=(order-paged-\\d+)");

  @TempDir private Path folder;
  @RegisterExtension private final OrderGateway gateway = new OrderGateway(() -> folder);

  @Test
  void olderRunsAreAPageFurtherUnderTheSameFilter() {
    for (int i = 0; i < 51; i++) {
      gateway.post("/v1/events", Orders.placed("paged-" + i));
    }
    Clicks clicks = new Clicks(gateway.url());
    String first = clicks.get("/console/runs?status=held&route=order").body();
    assertThat(runs(first)).hasSize(50).startsWith("order-paged-50").endsWith("order-paged-1");
    String older =
        NEXT.matcher(first).results().findFirst().orElseThrow().group(1).replace("&amp;", "&");
    assertThat(older).contains("status=held", "route=order", "cursor=");

    String second = clicks.get(older).body();
    assertThat(runs(second)).containsExactly("order-paged-0");
    assertThat(second).doesNotContain("rel=\"next\"");
    assertThat(clicks.get("/console/runs?cursor=nonsense").status()).isEqualTo(400);
  }

  private static List<String> runs(String page) {
    return RUN.matcher(page)
        .results()
        .map((MatchResult found) -> found.group(1))
        .distinct()
        .toList();
  }
}
