package dev.sluice.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class InventoryTest extends SandboxCase {

  @Test
  void aReservationIsHeldForAWeek() throws IOException {
    var got = inventory.post("/reservations", "o1/reserve", reservation("o1", "A-1"));

    assertThat(got.status()).isEqualTo(201);
    assertThat(got.text("state")).isEqualTo("reserved");
    assertThat(got.text("orderId")).isEqualTo("o1");
    assertThat(got.text("expiresAt")).isEqualTo("2026-11-28T10:00:00Z");
    var row = inventory.get("/ledger?orderId=o1").body().get(0);
    assertThat(row.path("op").asText()).isEqualTo("reserve");
    assertThat(row.path("key").asText()).isEqualTo("o1/reserve");
    assertThat(row.path("items").toString()).isEqualTo("[{\"sku\":\"A-1\",\"quantity\":2}]");
    assertThat(row.path("at").asText()).isEqualTo("2026-11-21T10:00:00Z");
    assertThat(row.has("amount")).isFalse();
  }

  @Test
  void aReleaseAddsARowAndASecondOneDoesNot() throws IOException {
    String id = reserved("o1", "A-1");

    assertThat(inventory.delete("/reservations/" + id, "o1/release").text("state"))
        .isEqualTo("released");
    assertThat(inventory.delete("/reservations/" + id, "o1/release-2").status()).isEqualTo(200);
    assertThat(inventory.ledger("o1")).isEqualTo("reserve:reserved release:released");
  }

  @Test
  void aCommitChangesTheRowAndAddsNone() throws IOException {
    String id = reserved("o1", "A-1");

    var got = inventory.post("/reservations/" + id + "/commit", "o1/commit", "{}");

    assertThat(got.status()).isEqualTo(200);
    assertThat(got.text("state")).isEqualTo("committed");
    assertThat(inventory.ledger("o1")).isEqualTo("reserve:committed");
    assertThat(inventory.delete("/reservations/" + id, "o1/release").status()).isEqualTo(409);
  }

  @Test
  void outOfStockIsRefusedAndTheRefusalIsKept() throws IOException {
    String body = reservation("o1", "OUT-OF-STOCK");

    var first = inventory.post("/reservations", "o1/reserve", body);
    var second = inventory.post("/reservations", "o1/reserve", body);

    assertThat(first.status()).isEqualTo(409);
    assertThat(first.text("type")).isEqualTo("outOfStock");
    assertThat(first.headers().get("Content-Type")).startsWith("application/problem+json");
    assertThat(second.body()).isEqualTo(first.body());
    assertThat(inventory.get("/reservations?key=o1/reserve").text("state")).isEqualTo("refused");
    assertThat(inventory.ledger("o1")).isEmpty();
  }

  @Test
  void aSkuWithANumberHasSoMany() throws IOException {
    String id = reserved("o1", "STOCK-3-lamp");

    assertThat(
            inventory
                .post("/reservations", "o2/reserve", reservation("o2", "STOCK-3-lamp"))
                .status())
        .isEqualTo(409);
    inventory.delete("/reservations/" + id, "o1/release");
    assertThat(
            inventory
                .post("/reservations", "o3/reserve", reservation("o3", "STOCK-3-lamp"))
                .status())
        .isEqualTo(201);
  }

  @Test
  void whatExpiredIsFreeAgainAndCannotBeCommitted() throws IOException {
    String id = reserved("o1", "STOCK-2");
    clock.pass(Duration.ofDays(7));

    assertThat(inventory.post("/reservations", "o2/reserve", reservation("o2", "STOCK-2")).status())
        .isEqualTo(201);
    var commit = inventory.post("/reservations/" + id + "/commit", "o1/commit", "{}");
    assertThat(commit.status()).isEqualTo(409);
    assertThat(commit.text("type")).isEqualTo("notReserved");
    assertThat(inventory.delete("/reservations/" + id, "o1/release").status()).isEqualTo(200);
    assertThat(inventory.ledger("o1")).isEqualTo("reserve:reserved");
  }

  @Test
  void aReservationOutlivesTheWaitForACarrier() throws IOException {
    String id = reserved("o1", "STOCK-2");
    clock.pass(Duration.ofDays(6));

    assertThat(inventory.post("/reservations/" + id + "/commit", "o1/commit", "{}").status())
        .isEqualTo(200);
  }

  @Test
  void anUnknownReservationIs404() throws IOException {
    var got = inventory.delete("/reservations/none", "o1/release");

    assertThat(got.status()).isEqualTo(404);
    assertThat(got.text("type")).isEqualTo("not-found");
  }
}
