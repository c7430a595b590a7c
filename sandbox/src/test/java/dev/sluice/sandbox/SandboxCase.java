package dev.sluice.sandbox;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A sandbox of its own for each test, with a clock that the test moves. */
class SandboxCase {

  @TempDir Path data;

  final TestClock clock = new TestClock();
  Sandbox sandbox;
  Caller inventory;
  Caller payment;
  Caller shipping;

  @BeforeEach
  void open() {
    start(SandboxConfig.in(data).withClock(clock));
  }

  @AfterEach
  void close() {
    sandbox.close();
  }

  final void start(SandboxConfig config) {
    sandbox = Sandbox.start(config);
    inventory = new Caller(sandbox.inventoryUrl());
    payment = new Caller(sandbox.paymentUrl());
    shipping = new Caller(sandbox.shippingUrl());
  }

  void restart() {
    restart(SandboxConfig.in(data).withClock(clock));
  }

  void restart(SandboxConfig config) {
    sandbox.close();
    start(config);
  }

  static String reservation(String orderId, String sku) {
    return "{\"orderId\":\"%s\",\"items\":[{\"sku\":\"%s\",\"quantity\":2}]}"
        .formatted(orderId, sku);
  }

  static String charge(String orderId, String token) {
    return "{\"orderId\":\"%s\",\"amount\":\"12.00\",\"currency\":\"EUR\",\"token\":\"%s\"}"
        .formatted(orderId, token);
  }

  static String booking(String orderId, String postcode) {
    return """
        {"orderId":"%s","shipTo":{"name":"A","postcode":"%s","city":"B","country":"DE"},
         "items":[{"sku":"A-1","quantity":2}]}"""
        .formatted(orderId, postcode);
  }

  String reserved(String orderId, String sku) throws IOException {
    return inventory
        .post("/reservations", orderId + "/reserve", reservation(orderId, sku))
        .text("reservationId");
  }

  String authorised(String orderId, String token) throws IOException {
    return payment
        .post("/authorisations", orderId + "/authorise", charge(orderId, token))
        .text("authorisationId");
  }

  String booked(String orderId, String postcode) throws IOException {
    return shipping
        .post("/bookings", orderId + "/book", booking(orderId, postcode))
        .text("bookingId");
  }
}
