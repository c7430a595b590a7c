package dev.sluice.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Where a command's answer goes: lines for people, or JSON for machines with {@code --json}. */
public final class Output {

  private static final ObjectMapper JSON = new ObjectMapper();

  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec command;

  @Option(names = "--json", description = "Print JSON, for machines.")
  private boolean json;

  public boolean isJson() {
    return json;
  }

  /** What a command has found: as it is for machines, else the lines that people read of it. */
  public void answer(JsonNode value, Runnable lines) {
    if (json) {
      json(value);
    } else {
      lines.run();
    }
  }

  public void json(JsonNode value) {
    try {
      line(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(value));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a JSON tree can always be written", e);
    }
  }

  public void line(String text) {
    var out = out();
    out.println(text);
    out.flush();
  }

  /** Whether nobody reads any more: {@code sluice tail | head}. */
  public boolean isClosed() {
    return out().checkError();
  }

  /** The first row is the heading. Columns are as wide as their widest cell. */
  public void table(List<List<String>> rows) {
    var widths = new ArrayList<Integer>();
    for (var row : rows) {
      for (int column = 0; column < row.size(); column++) {
        if (column == widths.size()) {
          widths.add(0);
        }
        widths.set(column, Math.max(widths.get(column), row.get(column).length()));
      }
    }
    for (var row : rows) {
      var text = new StringBuilder();
      for (int column = 0; column < row.size(); column++) {
        text.append(row.get(column))
            .append(" ".repeat(widths.get(column) - row.get(column).length() + 2));
      }
      line(text.toString().stripTrailing());
    }
  }

  private PrintWriter out() {
    if (command == null) {
      throw new IllegalStateException("an output is mixed into a command");
    }
    return command.commandLine().getOut();
  }
}
