package dev.sluice.cli.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.cli.CommandFailure;
import dev.sluice.cli.EventBody;
import dev.sluice.cli.Output;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sluice send}: one event from a file or from standard input. */
@Command(name = "send", description = "Send an event.", mixinStandardHelpOptions = true)
public final class SendCommand implements Runnable {

  @Mixin private Api api = new Api();
  @Mixin private Output output = new Output();

  @Parameters(
      paramLabel = "FILE",
      description = "JSON: {\"type\": ..., \"data\": ...} or a CloudEvent; - is standard input.")
  private String file = "-";

  @Option(
      names = "--idempotency-key",
      paramLabel = "KEY",
      description = "The event's identity, in place of its source and id.")
  private @Nullable String idempotencyKey;

  @Option(
      names = "--wait",
      paramLabel = "SECONDS",
      description = "Wait so long for the run that it starts.")
  private @Nullable Integer seconds;

  @Override
  public void run() {
    var headers = new TreeMap<String, String>();
    if (idempotencyKey != null) {
      headers.put("Idempotency-Key", idempotencyKey);
    }
    if (seconds != null) {
      headers.put("Prefer", "wait=" + seconds);
    }
    var body = read();
    var answer = api.post("v1/events", body, EventBody.contentType(body), headers);
    output.answer(answer, () -> print(answer));
  }

  private void print(JsonNode answer) {
    output.line(
        (answer.path("duplicate").asBoolean() ? "duplicate of " : "kept as ")
            + answer.path("eid").asText());
    if (answer.path("links").hasNonNull("run")) {
      output.line("run " + answer.path("links").path("run").asText());
    }
    if (answer.hasNonNull("result")) {
      output.json(answer.path("result"));
    }
  }

  private byte[] read() {
    try {
      return file.equals("-") ? System.in.readAllBytes() : Files.readAllBytes(Path.of(file));
    } catch (IOException e) {
      throw new CommandFailure("The file " + file + " cannot be read.", "Does it exist?", e);
    }
  }
}
