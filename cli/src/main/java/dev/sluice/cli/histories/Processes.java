package dev.sluice.cli.histories;

import java.util.LinkedHashSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Temporal notes by process and machine who did what ({@code 4711@host}). A history that is kept
 * next to the code has no business with that, and a replay does not look at it.
 */
final class Processes {

  /** As the SDK writes JSON; a quote inside any other text is escaped there. */
  private static final Pattern IDENTITY = Pattern.compile("\"identity\": *\"([^\"]+)\"");

  private Processes() {}

  /** Each process by its number, also where its name is part of another one's, as a queue's. */
  static String unnamed(String history) {
    var names = new LinkedHashSet<String>();
    Matcher found = IDENTITY.matcher(history);
    while (found.find()) {
      names.add(found.group(1));
    }
    String result = history;
    int number = 0;
    for (String name : names) {
      result = result.replace(name, "process-" + ++number);
    }
    return result;
  }
}
