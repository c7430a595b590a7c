package dev.sluice.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which types a glob stands for, and that the index agrees with a plain reading of each glob. */
final class TypeGlobTest {

  private static TypeGlob glob(String text) {
    return ((Compiled.Ok<TypeGlob>) TypeGlob.parse(text)).value();
  }

  private static TypeIndex index(List<String> globs) {
    return new TypeIndex(globs.stream().map(g -> List.of(glob(g))).toList());
  }

  @ParameterizedTest
  @CsvSource({
    "order.placed, order.placed, true",
    "order.placed, order.Placed, false",
    "order.placed, order.placed.late, false",
    "order.*, order.placed, true",
    "order.*, order, false",
    "order.*, order.a.b, false",
    "*.placed, order.placed, true",
    "*, order, true",
    "*, order.placed, false",
    "**, order, true",
    "**, order.placed.late, true",
    "order.**, order, true",
    "order.**, order.placed, true",
    "order.**, order.a.b.c, true",
    "order.**, orders.a, false",
    "**.late, late, true",
    "**.late, a.b.late, true",
    "**.late, a.late.b, false",
    "a.**.z, a.z, true",
    "a.**.z, a.b.c.z, true",
    "a.**.z, a.b.c, false",
    "a.**.b.*, a.b.b.c, true",
    "a.**.b.*, a.b, false",
    "**.**, a, true",
    "*.**, a, true",
    "*.**.*, a, false",
    "*.**.*, a.b, true",
    "com.github/x.*, com.github/x.push, true",
    "market_*, market_open, true",
    "market_*, market_, true",
    "market_*, market.open, false",
    "market_*, stock_open, false",
    "*_open, market_open, true",
    "*_open, market_opened, false",
    "a.m*_*d.**, a.market_closed.x.y, true",
    "a.m*_*d.**, a.market_open.x.y, false",
    "a*a, a, false",
    "a*a, aa, true",
    "a*b*a, abba, true",
    "a*ab*a, aaba, true",
    "a*ab*a, aba, false",
  })
  void standsForTypes(String pattern, String type, boolean matches) {
    assertThat(index(List.of(pattern)).matching(type)).hasSize(matches ? 1 : 0);
  }

  @Test
  void routesComeInTheFilesOrderAndOnceEach() {
    TypeIndex index =
        new TypeIndex(
            List.of(
                List.of(glob("order.*")),
                List.of(glob("other")),
                List.of(glob("order.placed"), glob("**"), glob("*.placed")),
                List.of(glob("order.placed"))));
    assertThat(index.matching("order.placed")).containsExactly(0, 2, 3);
    assertThat(index.matching("nothing.else")).containsExactly(2);
  }

  @Test
  void agreesWithAPlainReadingOfEachGlob() {
    Random random = new Random(7);
    List<String> globs = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      globs.add(words(random, "a", "b", "*", "**", "a*", "*b", "a*b", "*a*"));
    }
    TypeIndex index = index(globs);
    for (int i = 0; i < 2_000; i++) {
      String type = words(random, "a", "b", "c", "ab", "ba", "acb");
      int[] plain = plainly(globs, type);
      assertThat(index.matching(type)).as(type).containsExactly(plain);
    }
  }

  private static String words(Random random, String... words) {
    List<String> chosen = new ArrayList<>();
    for (int i = random.nextInt(5); i >= 0; i--) {
      chosen.add(words[random.nextInt(words.length)]);
    }
    return String.join(".", chosen);
  }

  /** Every segment of the type with a dot behind it, so that ** is a repeated group. */
  private static int[] plainly(List<String> globs, String type) {
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < globs.size(); i++) {
      StringBuilder regex = new StringBuilder();
      for (String segment : globs.get(i).split("\\.", -1)) {
        regex.append(
            switch (segment) {
              case "*" -> "[^.]+\\.";
              case "**" -> "(?:[^.]+\\.)*";
              default -> segment.replace("*", "[^.]*") + "\\.";
            });
      }
      if (Pattern.matches(regex.toString(), type + ".")) {
        places.add(i);
      }
    }
    return places.stream().mapToInt(Integer::intValue).toArray();
  }

  /** Comparisons, not time: the same on every machine. */
  @ParameterizedTest
  @ValueSource(
      strings = {"shop%d.order.placed", "shop%d.*.placed", "shop%d.**", "shop%d_*.order.placed"})
  void aThousandRoutesCostLittleMoreThanTen(String pattern) {
    String type = "shop7_north.order.placed";
    TypeIndex ten = many(10, pattern);
    TypeIndex thousand = many(1_000, pattern);
    assertThat(thousand.cost(type)).isLessThanOrEqualTo(ten.cost(type) + 4);
  }

  private static TypeIndex many(int count, String pattern) {
    return index(IntStream.range(0, count).mapToObj(pattern::formatted).toList());
  }

  @Test
  void noGlobMakesAHostileTypeExpensive() {
    List<String> globs = new ArrayList<>();
    for (int i = 1; i < 20; i++) {
      globs.add("**.a".repeat(1) + ".**.a".repeat(i) + ".end");
    }
    TypeIndex index = index(globs);
    String type = "a" + ".a".repeat(1_000);
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(5), () -> assertThat(index.matching(type)).isEmpty());
  }

  @Test
  void aTypeWithEmptySegmentsIsNoTrouble() {
    TypeIndex index = index(Arrays.asList("a.**", "*"));
    assertThat(index.matching("")).containsExactly(1);
    assertThat(index.matching("a..")).containsExactly(0);
  }
}
