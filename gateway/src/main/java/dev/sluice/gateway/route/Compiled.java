package dev.sluice.gateway.route;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of a text that a user wrote: a value that works, or every fault found in it. */
public sealed interface Compiled<T> {

  record Ok<T>(T value) implements Compiled<T> {}

  record Bad<T>(List<Fault> faults) implements Compiled<T> {

    static <T> Bad<T> of(Fault fault) {
      return new Bad<>(List.of(fault));
    }
  }

  /** One fault; {@code line} and {@code column} count from zero within the text. */
  record Fault(int line, int column, String reason, @Nullable String suggestion) {

    static Fault at(int column, String reason, @Nullable String suggestion) {
      return new Fault(0, column, reason, suggestion);
    }
  }
}
