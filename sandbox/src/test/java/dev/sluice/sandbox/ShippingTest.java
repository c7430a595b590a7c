package dev.sluice.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ShippingTest extends SandboxCase {

  @Test
  void aBookingGoesItsWayByTheClock() throws IOException {
    var got = shipping.post("/bookings", "o1/book", booking("o1", "10115"));
    String path = "/bookings/" + got.text("bookingId");

    assertThat(got.status()).isEqualTo(201);
    assertThat(got.text("state")).isEqualTo("booked");
    assertThat(got.text("trackingNumber")).startsWith("SLC");
    assertThat(got.text("estimatedDelivery")).isEqualTo("2026-11-24");

    clock.pass(Duration.ofSeconds(2));
    assertThat(shipping.get(path).text("state")).isEqualTo("picked");
    assertThat(shipping.get(path).body().has("handedOverAt")).isFalse();

    restart();
    clock.pass(Duration.ofSeconds(2));
    assertThat(shipping.get(path).text("state")).isEqualTo("handedOver");
    assertThat(shipping.get(path).text("handedOverAt")).isEqualTo("2026-11-21T10:00:04Z");
    assertThat(shipping.ledger("o1")).isEqualTo("book:booked");
  }

  @Test
  void aRepeatAnswersAsTheFirstDidThoughTheParcelMoved() throws IOException {
    var first = shipping.post("/bookings", "o1/book", booking("o1", "10115"));
    clock.pass(Duration.ofMinutes(1));

    assertThat(shipping.post("/bookings", "o1/book", booking("o1", "10115")).body())
        .isEqualTo(first.body());
  }

  @Test
  void aBookingIsCancelledUntilItIsHandedOver() throws IOException {
    String early = booked("o1", "10115");
    String late = booked("o2", "10115");

    clock.pass(Duration.ofSeconds(2));
    assertThat(shipping.delete("/bookings/" + early, "o1/cancel-booking").text("state"))
        .isEqualTo("cancelled");
    clock.pass(Duration.ofSeconds(2));
    assertThat(shipping.delete("/bookings/" + early, "o1/again").status()).isEqualTo(200);
    assertThat(shipping.get("/bookings/" + early).text("state")).isEqualTo("cancelled");
    var tooLate = shipping.delete("/bookings/" + late, "o2/cancel-booking");
    assertThat(tooLate.status()).isEqualTo(409);
    assertThat(tooLate.text("type")).isEqualTo("handedOver");
    assertThat(shipping.ledger("o1")).isEqualTo("book:booked cancel:cancelled");
    assertThat(shipping.ledger("o2")).isEqualTo("book:booked");
  }

  @Test
  void anUndeliverablePostcodeIsRefused() throws IOException {
    var got = shipping.post("/bookings", "o1/book", booking("o1", "UNDELIVERABLE"));

    assertThat(got.status()).isEqualTo(422);
    assertThat(got.text("type")).isEqualTo("undeliverable");
    assertThat(shipping.ledger("o1")).isEmpty();
  }

  @Test
  void aStuckParcelNeverLeavesBooked() throws IOException {
    String id = booked("o1", "STUCK");
    clock.pass(Duration.ofDays(30));

    assertThat(shipping.get("/bookings/" + id).text("state")).isEqualTo("booked");
    assertThat(shipping.delete("/bookings/" + id, "o1/cancel-booking").status()).isEqualTo(200);
  }

  @Test
  void anUnknownBookingIs404() throws IOException {
    assertThat(shipping.get("/bookings/none").status()).isEqualTo(404);
  }
}
