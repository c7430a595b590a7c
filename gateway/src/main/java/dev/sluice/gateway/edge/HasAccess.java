package dev.sluice.gateway.edge;

import java.util.Set;

/** What is in force when a request comes: at least, who is let in. Immutable. */
public interface HasAccess {

  Access access();

  /** Of which origins web pages may use the codec. */
  default Set<String> codecOrigins() {
    return Set.of();
  }
}
