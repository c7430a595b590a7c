package dev.sluice.gateway.event;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The scenarios of the official feature file, each outline once per example. */
final class BindingFeature {

  record Scenario(String name, Incoming request, Map<String, String> attributes, String data) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static final Pattern TEXT = Pattern.compile("\"\"\"\\n(.*?)\"\"\"", Pattern.DOTALL);
  private static final Pattern PAIR = Pattern.compile("\\|\\s*(\\w+)\\s*\\|\\s*(.*?)\\s*\\|");
  private static final Pattern ONE = Pattern.compile("\\|\\s*(.*?)\\s*\\|");

  private BindingFeature() {}

  static List<Scenario> read(Path file) throws IOException {
    List<Scenario> scenarios = new ArrayList<>();
    String[] outlines = Files.readString(file).split("Scenario Outline:", -1);
    for (int i = 1; i < outlines.length; i++) {
      int examples = outlines[i].indexOf("Examples:");
      Matcher example = ONE.matcher(outlines[i].substring(examples));
      example.find(); // The head of the table.
      while (example.find()) {
        scenarios.add(
            scenario(
                outlines[i].substring(0, examples).replace("<contentType>", example.group(1))));
      }
    }
    return scenarios;
  }

  private static Scenario scenario(String text) {
    Matcher texts = TEXT.matcher(text);
    texts.find();
    Incoming request = request(texts.group(1).stripIndent());
    texts.find();
    Map<String, String> attributes = new LinkedHashMap<>();
    int table = text.indexOf("Then the attributes are:");
    Matcher pair = PAIR.matcher(text.substring(table, text.indexOf("And the data")));
    while (pair.find()) {
      attributes.put(pair.group(1), pair.group(2));
    }
    attributes.remove("key");
    return new Scenario(
        text.lines().findFirst().orElse("").strip(), request, attributes, texts.group(1));
  }

  private static Incoming request(String text) {
    int end = text.indexOf("\n\n");
    Map<String, List<String>> headers = new LinkedHashMap<>();
    text.substring(0, end)
        .lines()
        .skip(1)
        .map(line -> line.split(":\\s*", 2))
        .forEach(
            field -> headers.put(field[0].strip().toLowerCase(Locale.ROOT), List.of(field[1])));
    return new Incoming(headers, text.substring(end + 2).getBytes(StandardCharsets.UTF_8));
  }
}
