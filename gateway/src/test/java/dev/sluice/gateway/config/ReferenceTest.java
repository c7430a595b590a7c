package dev.sluice.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The schema of the configuration file knows the same keys as the gateway that reads it. */
final class ReferenceTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;

  private static JsonNode reference() throws IOException {
    return JSON.readTree(Files.readString(Path.of("../docs/reference/sluice.schema.json")));
  }

  private static Schema schema() throws IOException {
    return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
        .getSchema(reference());
  }

  private static JsonNode yaml(String text) {
    return JSON.valueToTree(new Load(LoadSettings.builder().build()).loadFromString(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"../examples/order/sluice.yaml", "../compose/sluice.yaml"})
  void ourOwnFilesFitTheReference(String file) throws IOException {
    assertThat(schema().validate(yaml(Files.readString(Path.of(file))))).isEmpty();
  }

  @Test
  void aRouteWithTwoActionsDoesNotFit() throws IOException {
    JsonNode file = yaml("routes: [{name: a, on: b, cancel: {id: x}, signal: {id: x, name: n}}]");
    assertThat(schema().validate(file)).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "|zz: 1",
        "/properties/retention|retention: {zz: 1}",
        "/properties/limits|limits: {zz: 1}",
        "/properties/access|access: {zz: 1}",
        "/properties/access/properties/sessions|access: {sessions: {zz: 1}}",
        "/properties/access/properties/openId|access: {openId: {zz: 1}}",
        "/properties/access/properties/keys/items|access: {keys: [{zz: 1}]}",
        "/$defs/source|sources: {s: {zz: 1}}",
        "/$defs/source/properties/map|sources: {s: {map: {zz: 1}}}",
        "/$defs/source/properties/handshake|sources: {s: {handshake: {zz: 1}}}",
        "/properties/encryption|encryption: {zz: 1}",
        "/properties/encryption/properties/keys/items|encryption: {keys: [{zz: 1}]}",
        "/properties/messages|messages: {zz: 1}",
        "/properties/messages/properties/mail|messages: {mail: {zz: 1}}",
        "/properties/messages/properties/slack|messages: {slack: {zz: 1}}",
        "/properties/messages/properties/webhook|messages: {webhook: {zz: 1}}",
        "/properties/egress|egress: {zz: 1}",
        "/properties/risk|risk: {zz: 1}",
        "/properties/risk/properties/rules/items|risk: {rules: [{zz: 1}]}",
        "/properties/people|people: {zz: 1}",
        "/$defs/member|people: {members: {m: {zz: 1}}}",
        "/$defs/ladder|people: {ladders: {l: {zz: 1}}}",
        "/$defs/ladder/properties/tiers/items|people: {ladders: {l: {tiers: [{zz: 1}]}}}",
        "/$defs/ladder/properties/hours|people: {ladders: {l: {hours: {zz: 1}}}}",
        "/$defs/route|routes: [{zz: 1}]",
        "/$defs/route/properties/enrich/items|routes: [{enrich: [{zz: 1}]}]",
        "/$defs/route/properties/retry|routes: [{retry: {zz: 1}}]",
        "/$defs/start|routes: [{start: {zz: 1}}]",
        "/$defs/signal|routes: [{signal: {zz: 1}}]",
        "/$defs/signalWithStart|routes: [{signalWithStart: {zz: 1}}]",
        "/$defs/signalWithStart/properties/signal|routes: [{signalWithStart: {signal: {zz: 1}}}]",
        "/$defs/update|routes: [{update: {zz: 1}}]",
        "/$defs/cancel|routes: [{cancel: {zz: 1}}]",
        "/$defs/publish|routes: [{publish: {zz: 1}}]",
      })
  void bothKnowTheSameKeys(String pointer, String file) throws IOException {
    Path written = Files.writeString(folder.resolve("sluice.yaml"), file);
    Loaded.Refused refused = (Loaded.Refused) ConfigFile.load(written);
    String known =
        refused.errors().stream()
            .filter(e -> e.reason().startsWith("there is no key 'zz'"))
            .map(e -> String.valueOf(e.suggestion()).substring("known here: ".length()))
            .findFirst()
            .orElseThrow();
    List<String> properties =
        reference()
            .at((pointer == null ? "" : pointer) + "/properties")
            .propertyStream()
            .map(java.util.Map.Entry::getKey)
            .toList();
    assertThat(known.split(", ", -1)).containsExactlyInAnyOrderElementsOf(properties);
  }
}
