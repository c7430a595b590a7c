package dev.sluice.proof;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What took effect at the providers: the truth that a run's result is held against. */
record Ledgers(Http inventory, Http payment, Http shipping) {

  static Ledgers of(JsonNode sandbox) {
    return new Ledgers(
        new Http(sandbox.path("inventory").asText()),
        new Http(sandbox.path("payment").asText()),
        new Http(sandbox.path("shipping").asText()));
  }

  /** Where the processes are told to find them. */
  static Ledgers of(Map<String, String> environment) {
    return new Ledgers(
        new Http(environment.getOrDefault("SLUICE_INVENTORY_URL", "")),
        new Http(environment.getOrDefault("SLUICE_PAYMENT_URL", "")),
        new Http(environment.getOrDefault("SLUICE_SHIPPING_URL", "")));
  }

  /** {@code reserve, authorise, book, ...}: per provider in its order, inventory first. */
  List<String> of(Order order) {
    var ops = new ArrayList<String>();
    for (var provider : List.of(inventory, payment, shipping)) {
      for (var row : rows(provider, order)) {
        ops.add(row.path("op").asText());
      }
    }
    return ops;
  }

  /** Everything that was taken was given, once. */
  void assertConfirmed(Order order) {
    assertThat(of(order)).containsExactly("reserve", "authorise", "capture", "book");
    assertThat(rows(inventory, order).get(0).path("state").asText()).isEqualTo("committed");
    assertThat(rows(payment, order).get(1).path("amount").asText()).isEqualTo(order.total());
  }

  /** Nothing is left over, and nothing was undone twice. */
  void assertNothingLeft(Order order, String... ops) {
    assertThat(of(order)).containsExactly(ops);
    assertThat(ops).doesNotHaveDuplicates();
    assertPaired(ops, "reserve", "release");
    assertPaired(ops, "authorise", "void");
    assertPaired(ops, "book", "cancel");
    assertThat(ops).doesNotContain("capture");
  }

  private static void assertPaired(String[] ops, String done, String undone) {
    assertThat(List.of(ops).contains(done))
        .as(done + " and " + undone)
        .isEqualTo(List.of(ops).contains(undone));
  }

  private static JsonNode rows(Http provider, Order order) {
    return provider.get("/ledger?orderId=" + order.id()).body();
  }
}
