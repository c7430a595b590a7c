package dev.sluice.gateway.config;

import dev.sluice.gateway.egress.Network;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads {@code egress:}: which addresses that are not public may be posted to all the same. */
final class EgressReader {

  private EgressReader() {}

  static List<Network> read(Section section) {
    List<Network> allowed = new ArrayList<>();
    section
        .optional("allow")
        .flatMap(Value::list)
        .ifPresent(items -> items.forEach(item -> network(item).ifPresent(allowed::add)));
    section.close();
    return List.copyOf(allowed);
  }

  private static Optional<Network> network(Value item) {
    return item.text()
        .flatMap(
            text -> {
              Optional<Network> network = Network.parse(text);
              return network.isPresent()
                  ? network
                  : item.refuse(
                      "'" + text + "' is no address and no network",
                      "as in 127.0.0.1, 10.1.0.0/16, ::1: names are looked up when they are used");
            });
  }
}
