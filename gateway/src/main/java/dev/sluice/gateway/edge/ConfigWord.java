package dev.sluice.gateway.edge;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the configuration is doing: which file is in force since when, what to know of it, and why
 * what stands in the file now is not in force, if so.
 */
public record ConfigWord(
    String file,
    String since,
    List<String> notes,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Refused refused) {

  /** What is wrong with the file as it stands. */
  public record Refused(String at, List<String> errors) {}

  public static ConfigWord current(String file, Instant since, List<String> notes) {
    return new ConfigWord(file, since.toString(), List.copyOf(notes), null);
  }

  public ConfigWord refused(Instant at, List<String> errors) {
    return new ConfigWord(file, since, notes, new Refused(at.toString(), List.copyOf(errors)));
  }

  public boolean isCurrent() {
    return refused == null;
  }
}
