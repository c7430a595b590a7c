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

/** More dead letters than one page holds. */
class ConsoleDeadLetterListTest {

  private static final Pattern NEXT = Pattern.compile("href=\"([^\"]+)\" rel=\"next\"");
  private static final Pattern LETTER = Pattern.compile("/console/dead-letters/one\\?id=([^\"&]+)");

  @TempDir private Path folder;
  @RegisterExtension private final OrderGateway gateway = new OrderGateway(() -> folder);

  @Test
  void olderOnesAreAPageFurtherUnderTheSameFilter() {
    String oldest = dead(0);
    for (int i = 1; i < 50; i++) {
      dead(i);
    }
    String newest = dead(50);
    Clicks clicks = new Clicks(gateway.url());
    String first = clicks.get("/console/dead-letters?reason=idFailed&route=order").body();
    assertThat(letters(first)).hasSize(50).startsWith(newest).doesNotContain(oldest);
    assertThat(first)
        .as("alike ones together, and all of them to be tried again")
        .contains("By cause", "/redrive?reason=idFailed&amp;route=order");
    String older =
        NEXT.matcher(first).results().findFirst().orElseThrow().group(1).replace("&amp;", "&");
    assertThat(older).contains("reason=idFailed", "route=order", "cursor=");

    String second = clicks.get(older).body();
    assertThat(letters(second)).containsExactly(oldest);
    assertThat(second)
        .as("the last page, without what is above all")
        .doesNotContain("rel=\"next\"", "By cause");
    assertThat(clicks.get("/console/dead-letters?cursor=nonsense").status()).isEqualTo(400);
  }

  /** No start may have an id as a new attempt has. */
  private String dead(int number) {
    return gateway
            .post("/v1/events", Orders.placed("paged-" + number + "~2"))
            .json()
            .get("eid")
            .asText()
        + ":order";
  }

  private static List<String> letters(String page) {
    return LETTER
        .matcher(page)
        .results()
        .map((MatchResult found) -> found.group(1))
        .distinct()
        .toList();
  }
}
