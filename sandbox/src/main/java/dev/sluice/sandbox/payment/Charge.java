package dev.sluice.sandbox.payment;

/** What is to be paid, for what, and by what. */
record Charge(String orderId, String amount, String currency, String token) {}
