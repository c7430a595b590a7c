package dev.sluice.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.gateway.TestGateway;
import dev.sluice.gateway.edge.Http.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import okhttp3.Headers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The description, the server and the catalogue of errors say the same. */
class OpenApiTest {

  private static final JsonNode DOCUMENT = OpenApi.document();
  private static final Path SOURCES = Path.of("src", "main", "java");

  @TempDir private Path folder;

  @Test
  void everyRouteIsDescribedWithItsRoleAndTheOtherWayRound() {
    List<String> described = new ArrayList<>();
    DOCUMENT
        .path("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .properties()
                    .forEach(
                        operation -> {
                          if (operation.getValue().has("responses")) {
                            described.add(
                                operation.getKey().toUpperCase(Locale.ROOT)
                                    + " "
                                    + path.getKey()
                                    + " "
                                    + operation.getValue().path("x-role").asText());
                          }
                        }));
    try (TestGateway gateway = TestGateway.start(folder)) {
      // The console's pages are for people: ConsoleRolesTest holds their roles.
      List<String> api =
          gateway.routes().stream()
              .filter(route -> !route.matches("\\w+ /console(?!/sign-).*"))
              .toList();
      assertThat(api).containsExactlyInAnyOrderElementsOf(described);
      Answer served = gateway.http().get("/openapi.json");
      assertThat(served.status()).isEqualTo(200);
      assertThat(served.json()).isEqualTo(DOCUMENT);
    }
  }

  @Test
  void everyOperationHasARowInTheMatrixOfRolesThatAgrees() {
    Map<String, List<String>> described = new TreeMap<>();
    for (Map.Entry<String, JsonNode> path : DOCUMENT.path("paths").properties()) {
      for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
        if (operation.getValue().has("responses")) {
          String role = operation.getValue().path("x-role").asText();
          described.put(
              operation.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey(), roles(role));
        }
      }
    }
    assertThat(described).isEqualTo(RoleMatrix.rows());
  }

  private static List<String> roles(String role) {
    return switch (role) {
      case "open" -> List.of();
      case "known" -> RoleMatrix.ROLES;
      default -> List.of(role);
    };
  }

  @Test
  void everyReferenceLeadsSomewhere() {
    List<String> references = DOCUMENT.findValuesAsText("$ref");
    assertThat(references).isNotEmpty();
    assertThat(references)
        .allSatisfy(
            reference -> assertThat(DOCUMENT.at(reference.substring(1)).isObject()).isTrue());
  }

  @Test
  void theCatalogueListsEveryProblemOfTheCode() throws IOException {
    assertThat(catalogue().keySet()).isEqualTo(problemsOfTheCode());
  }

  @Test
  void theDescriptionNamesNoProblemThatIsNone() throws IOException {
    Set<String> named = new TreeSet<>();
    Matcher word =
        Pattern.compile("`([a-z]+(?:-[a-z]+)+|unauthorized|forbidden|unexpected)`").matcher("");
    for (String description : DOCUMENT.findValuesAsText("description")) {
      for (word.reset(description); word.find(); ) {
        named.add(word.group(1));
      }
    }
    Set<String> known = new TreeSet<>(catalogue().keySet());
    assertThat(known).containsAll(named);
    known.removeAll(named);
    // The last is an answer to a form of the console, which is not described here.
    assertThat(known)
        .as("not named")
        .containsOnly("no-such-path", "method-not-allowed", "asked-anew");
  }

  @Test
  void anAnswerThatIsNotDescribedFailsItsTest() {
    Headers json = Headers.of("Content-Type", "application/json");
    assertThatThrownBy(
            () -> Described.check("GET", "/v1/events/1", new Answer(200, json, "{\"id\":\"1\"}")))
        .hasMessageContaining("not as described");
    assertThatThrownBy(() -> Described.check("GET", "/v1/events", new Answer(418, json, "{}")))
        .hasMessageContaining("not in openapi.yaml");
    assertThatThrownBy(
            () ->
                Described.check(
                    "GET",
                    "/v1/about",
                    new Answer(200, Headers.of("Content-Type", "text/html"), "{}")))
        .hasMessageContaining("text/html");
  }

  /** The rows of the catalogue, by type. */
  private static Map<String, String> catalogue() throws IOException {
    Map<String, String> rows = new TreeMap<>();
    Pattern row = Pattern.compile("^\\| `([a-z-]+)` \\|(.*)$");
    for (String line : Files.readAllLines(Path.of("..", "docs", "reference", "errors.md"))) {
      Matcher matcher = row.matcher(line);
      if (matcher.matches()) {
        rows.put(matcher.group(1), matcher.group(2));
      }
    }
    return rows;
  }

  private static Set<String> problemsOfTheCode() throws IOException {
    Pattern made =
        Pattern.compile("(?:Problem\\s*\\.of\\(\\s*[\\w.()]+,|new Malformed\\()\\s*\"([a-z-]+)\"");
    Set<String> words = new TreeSet<>();
    try (Stream<Path> files = Files.walk(SOURCES)) {
      for (Path file : files.filter(each -> each.toString().endsWith(".java")).toList()) {
        Matcher matcher = made.matcher(Files.readString(file));
        while (matcher.find()) {
          words.add(matcher.group(1));
        }
      }
    }
    return words;
  }
}
