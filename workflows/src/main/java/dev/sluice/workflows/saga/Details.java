package dev.sluice.workflows.saga;

import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** A run's current details: Markdown for the person who opens it. */
final class Details {

  private static final int LONGEST_NOTE = 300;

  private Details() {}

  static String of(Standing standing, List<LedgerEntry> entries) {
    String head =
        "**"
            + standing.state()
            + "**"
            + standing.step().map(step -> " at step `" + step + "`").orElse("")
            + standing.waitsFor().map(what -> "\n\nWaits for: " + line(what)).orElse("");
    if (entries.isEmpty()) {
      return head;
    }
    return head
        + "\n\n| step | state | reference | attempt | note | at |\n|---|---|---|---|---|---|\n"
        + entries.stream().map(Details::row).collect(Collectors.joining("\n"));
  }

  private static String row(LedgerEntry entry) {
    return "| "
        + String.join(
            " | ",
            line(entry.step()),
            entry.state().name(),
            line(Objects.requireNonNullElse(entry.reference(), "")),
            Integer.toString(entry.attempt()),
            line(Objects.requireNonNullElse(entry.error(), "")),
            entry.at())
        + " |";
  }

  private static String line(String text) {
    String oneLine = text.replaceAll("\\s+", " ").replace("|", "\\|");
    return oneLine.length() <= LONGEST_NOTE ? oneLine : oneLine.substring(0, LONGEST_NOTE) + "…";
  }
}
