package dev.sluice.gateway.console;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a filter was sent with, and what of it was not understood: it is shown again with both. */
record Form(Map<String, String> values, Map<String, String> faults) {

  Form {
    values = Map.copyOf(values);
    faults = Map.copyOf(faults);
  }

  @Nullable String asked(String name) {
    return values.get(name);
  }

  @Nullable String fault(String name) {
    return faults.get(name);
  }

  boolean isFilled() {
    return !values.isEmpty();
  }

  boolean isUnderstood() {
    return faults.isEmpty();
  }

  boolean hasAnyOf(List<String> names) {
    return names.stream().anyMatch(values::containsKey);
  }
}
