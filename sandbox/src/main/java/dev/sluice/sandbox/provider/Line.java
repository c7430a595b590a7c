package dev.sluice.sandbox.provider;

import java.util.List;

/** So many of one sku. */
public record Line(String sku, int quantity) {

  private static final int MOST = 1_000_000;

  /** The {@code items} of a body. */
  public static List<Line> list(Fields body) {
    return body.objects("items").stream()
        .map(item -> new Line(item.text("sku"), item.wholeNumber("quantity", 1, MOST)))
        .toList();
  }
}
