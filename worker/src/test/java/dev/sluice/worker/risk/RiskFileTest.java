package dev.sluice.worker.risk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.sluice.workflows.order.Order;
import dev.sluice.workflows.order.Risk.Assessment;
import dev.sluice.workflows.task.Hours;
import dev.sluice.workflows.task.Ladder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RiskFileTest {

  private static final Order ORDER = new Order("1", null, List.of(), "EUR", "1000.00", null, null);

  private static final String GOOD =
      """
      routes: [{anything: goes}]
      risk:
        ladder: order-review
        rules:
          - name: large
            when: double(order.total) >= 1000.0
      people:
        ladders:
          order-review:
            tiers:
              - {to: role:clerk, within: 15m, remind: [5m, 10m]}
            otherwise: reject
      """;

  @TempDir Path folder;

  private Assessment assess(String yaml) {
    return RiskFile.read(write(yaml)).assess(ORDER);
  }

  private Path write(String yaml) {
    try {
      return Files.writeString(folder.resolve("sluice.yaml"), yaml);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void rulesAndLadderAreRead() {
    assertThat(assess(GOOD))
        .isEqualTo(
            new Assessment(
                List.of("large"),
                new Ladder(
                    "order-review",
                    List.of(
                        new Ladder.Tier(
                            "role:clerk",
                            Duration.ofMinutes(15),
                            List.of(Duration.ofMinutes(5), Duration.ofMinutes(10)))),
                    "reject",
                    null),
                null));
  }

  @Test
  void aLadderForWhatIsStuckIsRead() {
    String parked = GOOD.replace("people:", "people:\n  parked: order-review");
    assertThat(assess(parked.replace("otherwise: reject", "otherwise: park")).parked())
        .extracting(Ladder::name)
        .isEqualTo("order-review");
    assertThatThrownBy(() -> assess(parked))
        .hasMessageContaining("people.parked: the ladder \"order-review\" must end with park");
  }

  @Test
  void theOrderExampleIsRead() {
    Path example = Path.of("..", "examples", "order", "sluice.yaml");
    assertThat(RiskFile.read(example).assess(ORDER).reasons()).hasSize(1);
  }

  @Test
  void withoutRiskNobodyLooks() {
    assertThat(assess("routes: []").reasons()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "'ladder: order-review', 'ladder: other', '3:11: risk.ladder: there is no ladder \"other\"'",
    "'ladder: order-review', 'x: y', '3:3: risk: \"ladder\" is missing'",
    "'>= 1000.0', '>= ', '6:13: risk.rules[0].when: '",
    "'double(order.total) >= 1000.0', '1 + 1', '6:13: risk.rules[0].when: '",
    "'within: 15m', 'within: soon', '11:36: people.ladders.order-review.tiers[0].within: '",
    "'within: 15m', 'wihin: 15m', '11:11: people.ladders.order-review.tiers[0]: \"within\" is missing'",
    "'otherwise: reject', 'otherwise: maybe', '12:18: people.ladders.order-review.otherwise: '",
    "'within: 15m', 'within: 15m, quorum: 0', '11:49: people.ladders.order-review.tiers[0].quorum: '",
    "'within: 15m', 'within: 15m, quorum: 2, of: 1', '11:56: people.ladders.order-review.tiers[0].of: '",
    "'tiers:', 'tiers: []  #', ' is not YAML: '",
    "'- name: large', 'name: large', ' is not YAML: '",
    "'  rules:', '  rules: none', ' is not YAML: '"
  })
  void anErrorSaysWhere(String good, String bad, String message) {
    assertThatThrownBy(() -> assess(GOOD.replace(good, bad)))
        .isInstanceOf(BadConfiguration.class)
        .hasMessageContaining("sluice.yaml")
        .hasMessageContaining(message);
  }

  /** Split for ever it could not be asked anew. */
  @Test
  void whatIsParkedWithAQuorumSaysOfHowMany() {
    String parked =
        GOOD.replace("otherwise: reject", "otherwise: park")
            .replace("within: 15m", "within: 15m, quorum: 2");
    assertThatThrownBy(() -> assess(parked))
        .hasMessageContaining("people.ladders.order-review.tiers: the last");
    assertThat(assess(parked.replace("quorum: 2", "quorum: 2, of: 3")).ladder().tiers().get(0).of())
        .isEqualTo(3);
  }

  @Test
  void aLadderMayHaveTiersAndHours() {
    String more =
        GOOD.replace(
            "      otherwise",
            """
                    - {to: role:manager, within: 1h, quorum: 2, of: 3}
                  hours:
                    zone: Europe/Berlin
                    days: [mon, sat]
                    from: 09:00
                    to: "17:30"
                    holidays: [2026-12-26]
                  otherwise"""
                .indent(6)
                .stripTrailing());
    Ladder ladder = assess(more).ladder();
    assertThat(ladder.tiers())
        .extracting(Ladder.Tier::to, Ladder.Tier::quorum, Ladder.Tier::of)
        .containsExactly(tuple("role:clerk", 1, null), tuple("role:manager", 2, 3));
    assertThat(ladder.hours())
        .isEqualTo(
            new Hours(
                "Europe/Berlin",
                List.of(DayOfWeek.MONDAY, DayOfWeek.SATURDAY),
                LocalTime.of(9, 0),
                LocalTime.of(17, 30),
                List.of(LocalDate.of(2026, 12, 26))));
  }

  @Test
  void aFileThatIsNotThereIsSaid() {
    assertThatThrownBy(() -> RiskFile.read(folder.resolve("none.yaml")))
        .isInstanceOf(BadConfiguration.class)
        .hasMessageContaining("cannot be read");
  }
}
