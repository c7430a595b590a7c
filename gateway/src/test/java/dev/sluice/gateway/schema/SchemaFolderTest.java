package dev.sluice.gateway.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.event.Data;
import dev.sluice.gateway.route.Events;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Schemas: which one is asked, what it says where, and which cannot be loaded. */
final class SchemaFolderTest {

  private static final UpcastLanguage NO_UPCASTS = (text, faults) -> Optional.empty();

  @TempDir private Path folder;

  private Path write(String place, String schema) throws IOException {
    Path file = folder.resolve(place);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, schema);
  }

  private SchemaCheck good() {
    SchemaFolder.Loaded loaded = SchemaFolder.load(folder, NO_UPCASTS);
    assertThat(loaded).as("%s", loaded).isInstanceOf(SchemaFolder.Loaded.Ready.class);
    return ((SchemaFolder.Loaded.Ready) loaded).schemas();
  }

  private List<String> faults() {
    SchemaFolder.Loaded loaded = SchemaFolder.load(folder, NO_UPCASTS);
    return loaded instanceof SchemaFolder.Loaded.Refused refused
        ? refused.faults().stream()
            .map(f -> folder.relativize(f.file()) + ":" + f.line() + ": " + f.reason())
            .toList()
        : List.of();
  }

  private static String constant(String version) {
    return "{\"type\": \"object\", \"properties\": {\"v\": {\"const\": \"" + version + "\"}}}";
  }

  @Test
  void aTypeWithoutSchemaTakesAnyData() {
    SchemaCheck schemas = good();
    assertThat(schemas.check(Events.of("a", "[1]"))).isEmpty();
    assertThat(schemas.check(Events.of("a", "7", "[1]"))).isEmpty();
    assertThat(schemas.judge(Events.of("a", "1")).version()).isNull();
  }

  @Test
  void theNamedVersionIsAskedAndElseTheLowest() throws IOException {
    write("a.b/10.json", constant("10"));
    write("a.b/2.json", constant("2"));
    write("a.b/beta.json", constant("beta"));
    SchemaCheck schemas = good();
    assertThat(schemas.versions("a.b")).containsExactly("2", "10", "beta");
    assertThat(schemas.check(Events.of("a.b", "{\"v\": \"2\"}"))).isEmpty();
    assertThat(schemas.check(Events.of("a.b", "10", "{\"v\": \"10\"}"))).isEmpty();
    assertThat(schemas.check(Events.of("a.b", "10", "{\"v\": \"2\"}"))).hasSize(1);
    assertThat(schemas.check(Events.of("a.b", "3", "{\"v\": \"2\"}")))
        .containsExactly(
            new Violation(
                "/dataversion", "there is no schema of this version; known: 2, 10, beta"));
  }

  @Test
  void dataThatIsNotJsonIsRefused() throws IOException {
    write("a/1.json", "true");
    Data bytes = new Data(new byte[] {1}, "image/png", null);
    assertThat(good().check(Events.of("a", null, bytes, Map.of())))
        .extracting(Violation::pointer)
        .containsExactly("/data");
  }

  @Test
  void pointersLeadIntoTheEventAndAreEscaped() throws IOException {
    write(
        "a/1.json",
        """
        {"type": "object", "required": ["x/y"], "additionalProperties": false,
         "properties": {"x/y": {}, "list": {"items": {"type": "string", "format": "date-time"}}}}
        """);
    assertThat(good().check(Events.of("a", "{\"list\": [1, \"noon\"], \"t~\": 1}")))
        .extracting(Violation::pointer)
        .containsExactlyInAnyOrder("/data/list/0", "/data/list/1", "/data/x~1y", "/data/t~0");
  }

  @Test
  void detailsDoNotRepeatWhatTheSenderWrote() throws IOException {
    write("a/1.json", "{\"properties\": {\"s\": {\"format\": \"date\", \"enum\": [\"x\"]}}}");
    assertThat(good().check(Events.of("a", "{\"s\": \"my-password\"}")).toString())
        .doesNotContain("my-password");
  }

  @Test
  void manyViolationsAreCut() throws IOException {
    write("a/1.json", "{\"items\": {\"type\": \"string\"}}");
    String many = "[" + "1,".repeat(5_000) + "1]";
    assertThat(good().check(Events.of("a", many))).hasSize(50);
  }

  @Test
  void aPatternRunsInLinearTime() throws IOException {
    write("a/1.json", "{\"pattern\": \"^(a+)+$\"}");
    SchemaCheck schemas = good();
    String text = "\"" + "a".repeat(50_000) + "!\"";
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(10), () -> assertThat(schemas.check(Events.of("a", text))).hasSize(1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{|1: not JSON:",
        "{} {}|1: not JSON:",
        "{\"type\": \"object\", \"type\": \"array\"}|1: not JSON: Duplicate field 'type'",
        "[]|1: not a JSON Schema, at its root:",
        "{\"type\": \"strin\"}|1: not a JSON Schema, at /type:",
        "{\"properties\": {\"a\": {\"minimum\": \"1\"}}}|1: not a JSON Schema, at"
            + " /properties/a/minimum:",
        "{\"$ref\": \"https://example.com/x.json\"}|1: $ref 'https://example.com/x.json' leads"
            + " nowhere in this file",
        "{\"$ref\": \"other.json\"}|1: $ref 'other.json' leads nowhere",
        "{\"items\": {\"$ref\": \"#/$defs/a\"}}|1: $ref '#/$defs/a' leads nowhere",
        "{\"$ref\": \"#a\"}|1: $ref '#a' leads nowhere",
        "{\"$schema\": \"http://json-schema.org/draft-07/schema#\"}|1: $schema is",
        "{\"pattern\": \"(?=a)\"}|1: the pattern at /pattern cannot be used; look-around",
      })
  void aSchemaThatCannotWorkIsRefusedByItsFile(String schema, String fault) throws IOException {
    write("a/1.json", schema);
    assertThat(faults()).anySatisfy(f -> assertThat(f).startsWith("a/1.json:" + fault));
  }

  @Test
  void referencesWithinTheFileWork() throws IOException {
    write(
        "a/1.json",
        """
        {"properties": {"x": {"$ref": "#/$defs/n"}, "y": {"$ref": "#text"}},
         "$defs": {"n": {"type": "integer"}, "t": {"$anchor": "text", "type": "string"}}}
        """);
    assertThat(good().check(Events.of("a", "{\"x\": \"1\", \"y\": 1}"))).hasSize(2);
  }

  @Test
  void everyFaultOfEveryFileIsFound() throws IOException {
    write("a/1.json", "{");
    write("b/1.json", "{\"type\": 1}");
    write("c/1.json", "true");
    write("stray.json", "true");
    write("README.md", "notes");
    assertThat(faults())
        .extracting(f -> f.substring(0, f.indexOf(':')))
        .contains("a/1.json", "b/1.json", "stray.json")
        .doesNotContain("c/1.json", "README.md");
  }
}
