package dev.sluice.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.sandbox.Caller.Got;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BadInputTest extends SandboxCase {

  @Test
  void aChangingCallNeedsAKey() throws IOException {
    String body = reservation("o1", "A-1");

    assertThat(inventory.send("POST", "/reservations", "", body).text("type"))
        .isEqualTo("missing-idempotency-key");
    assertThat(inventory.send("POST", "/reservations", "\"\"", body).status()).isEqualTo(400);
    assertThat(inventory.send("POST", "/reservations", "k".repeat(513), body).text("type"))
        .isEqualTo("invalid-idempotency-key");
    assertThat(inventory.send("DELETE", "/reservations/x", "", "").status()).isEqualTo(400);
  }

  @Test
  void aQuotedKeyIsTheSameKey() throws IOException {
    String body = reservation("o1", "A-1");

    Got bare = inventory.post("/reservations", "o1/reserve", body);
    Got quoted = inventory.post("/reservations", "\"o1/reserve\"", body);

    assertThat(quoted.body()).isEqualTo(bare.body());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nonsense",
        "{",
        "{\"orderId\":\"a\",\"orderId\":\"b\"}",
        "{} {}",
        "{\"a\":NaN}",
        "\u0000\u0000\u0000{"
      })
  void whatIsNotJsonIsMalformed(String body) throws IOException {
    Got got = inventory.post("/reservations", "k", body);

    assertThat(got.status()).isEqualTo(400);
    assertThat(got.text("type")).isEqualTo("malformed-json");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "null", "3", "\"text\""})
  void whatIsNotAnObjectIsInvalid(String body) throws IOException {
    Got got = inventory.post("/reservations", "k", body);

    assertThat(got.status()).isEqualTo(400);
    assertThat(got.text("type")).isEqualTo("invalid-body");
  }

  @Test
  void absurdNestingIsMalformed() throws IOException {
    Got got = payment.post("/authorisations", "k", "[".repeat(100_000));

    assertThat(got.status()).isEqualTo(400);
    assertThat(got.text("type")).isEqualTo("malformed-json");
  }

  @Test
  void aBodyOverOneMebibyteIsTooLarge() throws IOException {
    Got got = payment.post("/authorisations", "k", " ".repeat(2 * 1024 * 1024));

    assertThat(got.status()).isEqualTo(413);
  }

  @Test
  void textIsNotTaken() throws IOException {
    Got got =
        payment.call(
            new Request.Builder()
                .url(payment.url() + "/authorisations")
                .header("Idempotency-Key", "k")
                .post(RequestBody.create("{}", MediaType.get("text/plain")))
                .build());

    assertThat(got.status()).isEqualTo(415);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{} | /orderId /items",
        "{`orderId`:7,`items`:[]} | /orderId /items",
        "{`orderId`:` `,`items`:{}} | /orderId /items",
        "{`orderId`:`o`,`items`:[3]} | /items/0",
        "{`orderId`:`o`,`items`:[{`sku`:`a`,`quantity`:1},{`quantity`:0}]} | /items/1/sku"
            + " /items/1/quantity",
        "{`orderId`:`o`,`items`:[{`sku`:`a`,`quantity`:-1}]} | /items/0/quantity",
        "{`orderId`:`o`,`items`:[{`sku`:`a`,`quantity`:`1`}]} | /items/0/quantity",
        "{`orderId`:`o`,`items`:[{`sku`:`a`,`quantity`:1.5}]} | /items/0/quantity",
        "{`orderId`:`o`,`items`:[{`sku`:`a`,`quantity`:99999999999}]} | /items/0/quantity",
      })
  void aReservationsFaultsAreAllPointedAt(String body, String pointers) throws IOException {
    Got got = inventory.post("/reservations", "k", body.replace('`', '"'));

    assertThat(got.status()).isEqualTo(400);
    assertThat(pointers(got)).containsExactly(pointers.split(" "));
  }

  @Test
  void aChargesFaultsAreAllPointedAt() throws IOException {
    Got missing = payment.post("/authorisations", "k", "{}");
    Got wrong =
        payment.post(
            "/authorisations",
            "k",
            "{\"orderId\":[],\"amount\":12.00,\"currency\":\"euro\",\"token\":null}");

    assertThat(pointers(missing)).containsExactly("/orderId", "/amount", "/currency", "/token");
    assertThat(pointers(wrong)).containsExactly("/orderId", "/amount", "/currency", "/token");
  }

  @Test
  void aBookingsFaultsAreAllPointedAt() throws IOException {
    Got got =
        shipping.post(
            "/bookings", "k", "{\"orderId\":\"o\",\"items\":true,\"shipTo\":{\"city\":1}}");

    assertThat(pointers(got)).containsExactly("/items", "/shipTo/postcode", "/shipTo/city");
    assertThat(
            pointers(
                shipping.post(
                    "/bookings",
                    "k",
                    booking("o", "1")
                        .replace("{\"name", "[{\"name")
                        .replace("\"DE\"}", "\"DE\"}]"))))
        .containsExactly("/shipTo");
  }

  @Test
  void badInputTakesNoKey() throws IOException {
    inventory.post("/reservations", "k", "{}");

    assertThat(inventory.get("/reservations?key=k").text("state")).isEqualTo("absent");
    assertThat(inventory.post("/reservations", "k", reservation("o1", "A-1")).status())
        .isEqualTo(201);
  }

  @Test
  void strangeCallsAreProblemsToo() throws IOException {
    assertThat(inventory.get("/nothing").text("type")).isEqualTo("not-found");
    assertThat(inventory.send("PUT", "/reservations", "k", "{}").text("type"))
        .isEqualTo("method-not-allowed");
    assertThat(inventory.get("/reservations").text("type")).isEqualTo("invalid-query");
    assertThat(inventory.get("/ledger?limit=many").text("type")).isEqualTo("invalid-query");
    assertThat(inventory.get("/ledger?limit=0").status()).isEqualTo(400);
    assertThat(inventory.get("/ledger?after=99999999999999999999").status()).isEqualTo(400);
    assertThat(shipping.get("/bookings/%zz").status()).isEqualTo(400);
    assertThat(shipping.get("/bookings/a%2Fb").status()).isBetween(400, 404);
    assertThat(shipping.get("/bookings/'%20OR%201=1").status()).isEqualTo(404);
  }

  @Test
  void theLedgerOfAllIsReadInPages() throws IOException {
    for (int i = 0; i < 5; i++) {
      reserved("o" + i, "A-1");
    }

    assertThat(inventory.get("/ledger").body()).hasSize(5);
    assertThat(inventory.get("/ledger?limit=2").body()).hasSize(2);
    assertThat(inventory.get("/ledger?after=2&limit=2").body().get(0).path("seq").asInt())
        .isEqualTo(3);
  }

  private static List<String> pointers(Got got) {
    List<String> pointers = new ArrayList<>();
    got.body().path("errors").forEach(error -> pointers.add(error.path("pointer").asText()));
    return pointers;
  }
}
