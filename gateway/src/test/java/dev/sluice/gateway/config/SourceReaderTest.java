package dev.sluice.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.source.Kind;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code sources:} may say, and the place of what it may not. */
final class SourceReaderTest {

  private static final String ROUTES =
      "\nroutes: [{name: a, on: b, cancel: {id: 'x-${event.id}'}}]\n";
  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          "S", "a secret that is long enough",
          "WH", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
          "BLANK", "  ",
          "TAIL", "a secret that is long enough ",
          "URL", "https://user:pass@events.example.com/hooks/sms");

  @TempDir private Path folder;
  private final SluiceYaml yaml = new SluiceYaml(() -> folder, ENVIRONMENT);

  private static String file(String source) {
    return "sources:\n  s: " + source + ROUTES;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{verify: github, secrets: [env:S, env:TAIL]}",
        "{verify: stripe, secrets: [env:S], tolerance: 10m}",
        "{verify: slack, secrets: [env:S], tolerance: 300s}",
        "{verify: shopify, secrets: [env:S]}",
        "{verify: standard-webhooks, secrets: [env:WH]}",
        "{verify: twilio, secrets: [env:S], url: 'https://events.example.com/hooks/sms'}",
        "{verify: twilio, secrets: [env:S], url: env:URL}",
        "{verify: hmac, secrets: [env:S], header: X-Signature}",
        "{verify: hmac, secrets: [env:S], header: X-S, prefix: 'sha512=', algorithm: sha512,"
            + " encoding: base64, timestamp: X-T, signed: '${timestamp}:${body}', tolerance: 1m}",
        "{verify: basic, secrets: [env:S], user: shop}",
        "{verify: api-key, secrets: [env:S]}",
        "{verify: api-key, secrets: [env:S], header: Authorization, prefix: 'Bearer '}",
        "{verify: api-key, secrets: [env:S], query: access_token}",
        "{verify: api-key, secrets: [env:S], handshake: {origins: ['*', a.example], rate: 60}}",
      })
  void everyWayOfVerifyingIsRead(String source) {
    assertThat(yaml.good(file(source)).sources().find("s")).isPresent();
  }

  @Test
  void everyKindIsUnderTest() {
    assertThat(Kind.values()).hasSize(9);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{verify: gitub, secrets: [env:S]}|2:15 sources.s.verify: there is no verification 'gitub'"
            + " (did you mean 'github'?)",
        "{secrets: [env:S]}|2:6 sources.s: 'verify' is missing",
        "{verify: github}|2:6 sources.s: 'secrets' is missing",
        "{verify: github, secrets: []}|2:32 sources.s.secrets: has no secret, so that nothing could"
            + " be verified",
        "{verify: github, secrets: env:S}|2:32 sources.s.secrets: must be a list",
        "{verify: github, secrets: [hunter2]}|2:33 sources.s.secrets[0]: a secret must not stand in"
            + " the file (write env:NAME or file:PATH)",
        "{verify: github, secrets: [env:BLANK]}|2:33 sources.s.secrets[0]: the secret is empty",
        "{verify: github, secrets: [env:S], tolerance: 5m}|2:52 sources.s.tolerance: 'tolerance'"
            + " means nothing to verify: github (it belongs to: stripe, slack, standard-webhooks,"
            + " hmac)",
        "{verify: github, secrets: [env:S], user: u}|2:47 sources.s.user: 'user' means nothing to"
            + " verify: github (it belongs to: basic)",
        "{verify: github, secrets: [env:S], kafka: {}}|2:41 sources.s.kafka: 'kafka' is not"
            + " supported by this version yet",
        "{verify: standard-webhooks, secrets: [env:S]}|2:44 sources.s.secrets[0]: the secret is"
            + " none of Standard Webhooks (whsec_ and Base64, or whpk_ and a public key of 32 bytes"
            + " in Base64)",
        "{verify: twilio, secrets: [env:S]}|2:6 sources.s: 'url' is missing",
        "{verify: twilio, secrets: [env:S], url: 'https://a.example/x?y=z'}|2:46 sources.s.url: is"
            + " not a URL without a query (as Twilio calls it: https://events.example.com/hooks/sms)",
        "{verify: twilio, secrets: [env:S], url: 'https://u:p@a.example/x'}|2:46 sources.s.url: a"
            + " password must not stand in the file (write env:NAME or file:PATH)",
        "{verify: hmac, secrets: [env:S]}|2:6 sources.s: 'header' is missing",
        "{verify: hmac, secrets: [env:S], header: 'x y'}|2:47 sources.s.header: 'x y' is not a"
            + " header's name",
        "{verify: hmac, secrets: [env:S], header: x, algorithm: md5}|2:61 sources.s.algorithm: 'md5'"
            + " is not known here (one of: sha1, sha256, sha384, sha512)",
        "{verify: hmac, secrets: [env:S], header: x, signed: 'x'}|2:58 sources.s.signed: has not"
            + " ${body} once, or another place than ${timestamp} (as in \"${timestamp}.${body}\")",
        "{verify: hmac, secrets: [env:S], header: x, timestamp: t, signed: '${body}'}|2:72"
            + " sources.s.signed: the timestamp is not in what is signed, so that it proves nothing",
        "{verify: hmac, secrets: [env:S], header: x, signed: '${timestamp}${body}'}|2:58"
            + " sources.s.signed: signs a timestamp, and no header has it (add timestamp:"
            + " X-Timestamp)",
        "{verify: hmac, secrets: [env:S], header: x, tolerance: 5m}|2:6 sources.s: 'tolerance' needs"
            + " a timestamp that is signed (add timestamp: X-Timestamp)",
        "{verify: github, secrets: [env:S], preset: none}|2:49 sources.s.preset: 'none' is not known"
            + " here (one of: business-event, agent-event, stream-event)",
        "{verify: github, secrets: [env:S], keep: [Authorization]}|2:48 sources.s.keep[0]: a"
            + " credential is never kept",
        "{verify: github, secrets: [env:S], keep: [X-Subject]}|2:48 sources.s.keep[0]: would be kept"
            + " as 'subject', which is ours (map it instead)",
        "{verify: github, secrets: [env:S], map: {id: 'event.'}}|2:58 sources.s.map.id: '.' is"
            + " not expected here",
        "{verify: github, secrets: [env:S], map: {type: 'event.di'}}|2:59 sources.s.map.type:"
            + " undefined field 'di' (did you mean event.id?)",
        "{verify: github, secrets: [env:S], map: {word: '1', type: '1'}}|2:46 sources.s.map: has both"
            + " 'type' and 'word' (type: the event's own; word: behind the source's name)",
        "{verify: github, secrets: [env:S], map: {extensions: {time: '1'}}}|2:66"
            + " sources.s.map.extensions.time: 'time' is not an extension's name (lower-case letters"
            + " and digits, and none of our own attributes)",
        "{verify: github, secrets: [env:S], map: {jsonText: maybe}}|2:57 sources.s.map.jsonText: must"
            + " be true or false",
        "{verify: basic, secrets: [env:S]}|2:6 sources.s: 'user' is missing",
        "{verify: basic, secrets: [env:S], user: 'a:b'}|2:46 sources.s.user: a user of HTTP basic has"
            + " no colon",
        "{verify: api-key, secrets: [env:S], header: x, query: y}|2:60 sources.s.query: the key comes"
            + " in a header or in the query, not both",
        "{verify: api-key, secrets: [env:S], handshake: {}}|2:53 sources.s.handshake: 'origins' is"
            + " missing",
        "{verify: api-key, secrets: [env:S], handshake: {origins: ['a b'], rate: 0}}|2:64"
            + " sources.s.handshake.origins[0]: 'a b' is no origin (a DNS name, as"
            + " events.example.com, or '*')",
      })
  void whatIsWrongIsNamedWithItsPlace(String source, String error) {
    assertThat(yaml.places(file(source))).contains(error);
  }

  @Test
  void aNameThatCannotStandInAnAddressIsRefused() {
    assertThat(yaml.errors("sources: {'a/b': {verify: github, secrets: [env:S]}}" + ROUTES))
        .extracting(ConfigError::reason)
        .containsExactly("'a/b' is not a source's name");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{verify: github, secrets: [env:TAIL]}|the secret begins or ends with a blank, which counts",
        "{verify: hmac, secrets: [env:S], header: x, algorithm: sha1}|SHA-1 is old",
      })
  void whatIsDoubtfulIsWarnedOf(String source, String warning) {
    assertThat(yaml.load(file(source)).warnings())
        .extracting(ConfigError::reason)
        .containsExactly(warning);
  }
}
