package dev.sluice.gateway.journal;

import static dev.sluice.gateway.journal.Entries.event;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A glob means in a list what it means in a route. */
@Timeout(60)
class TypeFilterTest {

  private static final List<String> TYPES =
      List.of("order", "order.placed", "order.placed.late", "market_eu.open", "a[1].b", "a?.b");

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "order | order",
        "order.* | order.placed",
        "order.** | order, order.placed, order.placed.late",
        "order.placed.** | order.placed, order.placed.late",
        "**.late | order.placed.late",
        "**.order | order",
        "order.**.late | order.placed.late",
        "*.placed | order.placed",
        "market_*.open | market_eu.open",
        "**.placed.** | order.placed, order.placed.late",
        "a[1].* | a[1].b",
        "a?.* | a?.b",
        "order* | order",
      })
  void aGlobTakesInAListWhatItTakesInARoute(String glob, String types) {
    try (OpenedJournal opened = new OpenedJournal(() -> folder).open()) {
      for (String type : TYPES) {
        opened.append(event("id of " + type, type, "{}", null, null));
      }
      List<String> found =
          opened
              .journal()
              .events(
                  new EventQuery(glob, null, null, null, null, null, null, null, null, 50, null))
              .items()
              .stream()
              .map(each -> each.event().type())
              .toList();
      assertThat(found).containsExactlyInAnyOrder(types.split(", "));
    }
  }

  @Test
  void aGlobOfManyStarsIsNoSlowerThanItIsLong() {
    TypeFilter filter = TypeFilter.of("**." + "a*".repeat(900) + "b.**");
    assertThat(filter.takes("a".repeat(2_000))).isFalse();
  }
}
