package dev.sluice.sandbox.inventory;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How many there are of a sku: the sku says so itself. */
final class Stock {

  private static final Pattern SO_MANY = Pattern.compile("STOCK-(\\d{1,9})(-.*)?");

  private Stock() {}

  /** Empty is without end. */
  static Optional<Long> of(String sku) {
    if (sku.equals("OUT-OF-STOCK")) {
      return Optional.of(0L);
    }
    Matcher soMany = SO_MANY.matcher(sku);
    return soMany.matches() ? Optional.of(Long.parseLong(soMany.group(1))) : Optional.empty();
  }
}
