package dev.sluice.cli.config;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.cli.Output;
import dev.sluice.gateway.config.Check;
import dev.sluice.gateway.config.ConfigError;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code sluice check}: every error of a file at once, with its line. */
@Command(
    name = "check",
    description = "Check a configuration file.",
    mixinStandardHelpOptions = true)
public final class CheckCommand implements Callable<Integer> {

  private static final ObjectMapper JSON = new ObjectMapper();

  @Mixin private Output output = new Output();

  @Parameters(paramLabel = "FILE", description = "Such as sluice.yaml.")
  private Path file = Path.of("");

  @Override
  public Integer call() {
    var check = Check.of(file);
    output.answer(json(check), () -> check.lines().forEach(output::line));
    return check.isGood() ? 0 : 1;
  }

  private static ObjectNode json(Check check) {
    var answer = JSON.createObjectNode();
    answer.put("good", check.isGood());
    answer.put("summary", check.summary());
    answer.set("errors", findings(check.errors()));
    answer.set("warnings", findings(check.warnings()));
    return answer;
  }

  private static ArrayNode findings(List<ConfigError> errors) {
    var array = JSON.createArrayNode();
    for (var error : errors) {
      array
          .addObject()
          .put("file", error.file().toString())
          .put("line", error.line())
          .put("column", error.column())
          .put("path", error.path())
          .put("reason", error.reason())
          .put("suggestion", error.suggestion());
    }
    return array;
  }
}
