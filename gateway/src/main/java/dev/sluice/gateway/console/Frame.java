package dev.sluice.gateway.console;

import dev.sluice.gateway.edge.Visitor;
import org.jspecify.annotations.Nullable;

/**
 * What is around every page. {@code here} is where it can be had again; {@code notice} says what
 * was just done. Without a visitor nobody was let in.
 */
record Frame(
    String title,
    @Nullable Area area,
    boolean hasNav,
    @Nullable Visitor visitor,
    boolean mayOperate,
    Settings settings,
    String here,
    @Nullable Notice notice,
    Assets assets) {

  /** For a hidden field of each form that changes something. */
  String csrf() {
    return visitor == null ? "" : visitor.csrf();
  }
}
