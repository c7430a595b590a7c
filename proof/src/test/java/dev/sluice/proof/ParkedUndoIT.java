package dev.sluice.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A compensation that does not get through is put before a person, who lets it go on or settles it
 * by hand. The worker is told to park after seconds; otherwise it tries for an hour.
 */
class ParkedUndoIT {

  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource(TemporalKind.class)
  void aPersonLetsItGoOnOrSettlesIt(TemporalKind engine) {
    engine.orSkip();
    try (var dev = DevProcess.start(engine, Map.of("SLUICE_UNTIL_PARKED", "20s"), folder)) {
      var shop = dev.shop();
      var recorder = Recorder.of(dev.gateway(), folder);
      var settled = failing("undo-settled");
      var resumed = failing("undo-resumed");
      shop.place(settled);
      shop.place(resumed);

      var task = shop.awaitTask(settled.workflowId() + ":undo-authorise").path("id").asText();
      assertThat(shop.decide(task, "settle", "").status())
          .as("who settles says how")
          .isEqualTo(422);
      assertThat(shop.decide(task, "settle", "voided at the bank").status()).isEqualTo(200);
      var result = shop.result(settled);
      assertThat(result.path("outcome").asText()).isEqualTo("refused");
      assertThat(result.path("ledger").toString()).contains("settled", "voided at the bank");
      assertThat(shop.ledgers().of(settled))
          .as("the money is the person's, the rest is undone")
          .containsExactly("reserve", "release", "authorise");

      var again = shop.awaitTask(resumed.workflowId() + ":undo-authorise");
      assertThat(again.path("choices").toString()).contains("retry", "settle");
      payment(dev).post("/admin/heal", "{}");
      assertThat(shop.decide(again.path("id").asText(), "retry", "bank is back").status())
          .isEqualTo(200);
      assertThat(shop.result(resumed).path("outcome").asText()).isEqualTo("refused");
      shop.ledgers().assertNothingLeft(resumed, "reserve", "release", "authorise", "void");
      assertThat(shop.published(resumed)).contains("order.parked", "order.refused");

      recorder.record("undo-parked-and-settled", settled);
      recorder.record("undo-parked-and-resumed", resumed);
    }
  }

  private static Order failing(String purpose) {
    return Order.usual(purpose).withToken("tok_undo_fails").withPostcode("UNDELIVERABLE");
  }

  private static Http payment(DevProcess dev) {
    return new Http(dev.gateway().get("/v1/about").body().path("sandbox").path("payment").asText());
  }
}
