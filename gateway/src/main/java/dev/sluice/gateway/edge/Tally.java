package dev.sluice.gateway.edge;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** How many of the parts of one request were kept and how many were not. For one thread. */
final class Tally {

  private long accepted;
  private long duplicates;
  private long refused;

  void count(Part part) {
    if (part instanceof Part.Kept kept) {
      accepted++;
      duplicates += kept.accepted().duplicate() ? 1 : 0;
    } else {
      refused++;
    }
  }

  boolean keptNothing() {
    return accepted == 0;
  }

  /** 202, or 207 when the results say different things. */
  int status() {
    return refused == 0 ? 202 : 207;
  }

  ObjectNode json() {
    return Json.object()
        .put("accepted", accepted)
        .put("duplicates", duplicates)
        .put("refused", refused);
  }
}
