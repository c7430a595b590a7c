package dev.sluice.gateway.schema;

import java.util.Optional;

/** The language in which up-casts are written; what it is, is none of the schemas' business. */
@FunctionalInterface
public interface UpcastLanguage {

  /** Where faults are told; {@code line} and {@code column} count from one. */
  @FunctionalInterface
  interface Faults {
    void add(int line, int column, String reason);
  }

  /** Empty when the text has faults, which are then told. */
  Optional<Upcast> compile(String text, Faults faults);
}
