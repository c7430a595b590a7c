package dev.sluice.cli.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.config.Check;
import dev.sluice.worker.risk.BadConfiguration;
import dev.sluice.worker.risk.RiskFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code sluice check} finds good the worker can use, and the other way round. */
class RiskRulesTest {

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "double(order.total) >= 1000.0                  | 15m | true",
        "double(order.total) >= 1000                    | 15m | true",
        "order.items.exists(i, i.quantity > 100)        | 05m | true",
        "order.customer.email.matches('.*@example.org') | 15m | true",
        "order.total                                    | 15m | true",
        "'yes'                                          | 15m | false",
        "orders.total == '1'                            | 15m | false",
        "double(order.total >= 1                        | 15m | false",
        "true                                           | 1w  | false"
      })
  void bothReadTheSame(String rule, String within, boolean good) throws IOException {
    var file =
        Files.writeString(
            folder.resolve("sluice.yaml"),
            """
            routes:
              - {name: order, on: order.placed, start: {workflow: W, taskQueue: q, id: "o-${event.id}"}}
            risk:
              ladder: clerks
              rules: [{name: rule, when: "%s"}]
            people:
              ladders:
                clerks: {tiers: [{to: role:clerk, within: %s}], otherwise: reject}
            """
                .formatted(rule, within));

    assertThat(Check.of(file).isGood()).as(Check.of(file).lines().toString()).isEqualTo(good);
    assertThat(workerTakes(file)).isEqualTo(good);
  }

  private static boolean workerTakes(Path file) {
    try {
      RiskFile.read(file);
      return true;
    } catch (BadConfiguration e) {
      return false;
    }
  }
}
