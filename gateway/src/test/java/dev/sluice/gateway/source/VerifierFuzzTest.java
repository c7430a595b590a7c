package dev.sluice.gateway.source;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.gateway.event.Incoming;
import dev.sluice.gateway.event.Malformed;
import dev.sluice.gateway.event.SharedCases;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/**
 * The published vectors, changed at random: a verifier never throws, and believes no body that was
 * changed under a signature.
 */
class VerifierFuzzTest {

  private static final String SEED = "4212";
  private static final Duration TOLERANCE = Duration.ofMinutes(5);

  private record Signed(String provider, Verifier verifier, Delivery delivery, Instant now) {}

  private static final List<Signed> VECTORS = vectors();

  @Property(tries = 6000, seed = SEED)
  void aChangedDeliveryIsJudgedAndAChangedBodyIsNotBelieved(@ForAll("seeds") long seed) {
    Random random = new Random(seed);
    Signed vector = VECTORS.get(random.nextInt(VECTORS.size()));
    Delivery changed = changed(vector.delivery(), random);
    boolean isBelieved = vector.verifier().refusal(changed, vector.now()).isEmpty();
    // A form that says the same in other bytes is the same to Twilio.
    boolean isOtherBody =
        !vector.provider().equals("twilio")
            && !Arrays.equals(changed.body(), vector.delivery().body());
    if (isOtherBody) {
      assertThat(isBelieved).as("%s believes a changed body", vector.provider()).isFalse();
    }
  }

  @Property(tries = 2000, seed = SEED)
  void anyFormIsAnEventOrMalformed(
      @ForAll("formTexts") String body, @ForAll @IntRange(min = 0, max = 3) int kind) {
    Kind provider = List.of(Kind.github, Kind.slack, Kind.twilio, Kind.hmac).get(kind);
    Delivery delivery =
        new Delivery(
            new Incoming(
                Map.of("content-type", List.of("application/x-www-form-urlencoded")),
                body.getBytes(StandardCharsets.UTF_8)),
            "");
    try {
      assertThat(Content.of(provider, delivery).bytes()).isNotNull();
    } catch (Malformed refused) {
      assertThat(refused.word()).isEqualTo("malformed-json");
    }
  }

  @Provide
  Arbitrary<Long> seeds() {
    return Arbitraries.longs();
  }

  @Provide
  Arbitrary<String> formTexts() {
    return Arbitraries.oneOf(
        Arbitraries.strings().withChars("payload=&%{}\"+41c3;").ofMaxLength(60),
        Arbitraries.strings().ofMaxLength(40).map(text -> "payload=" + text),
        Arbitraries.strings().ofMaxLength(40));
  }

  /** One to three small changes of body, headers or query. */
  private static Delivery changed(Delivery delivery, Random random) {
    Map<String, List<String>> headers = new HashMap<>(delivery.request().headers());
    byte[] body = delivery.body().clone();
    String query = delivery.query();
    for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
      switch (random.nextInt(6)) {
        case 0 -> body = bytes(body, random);
        case 1, 2 -> header(headers, random);
        case 3 -> headers.remove(name(headers, random));
        case 4 -> headers.computeIfPresent(name(headers, random), (n, values) -> twice(values));
        default -> query = text(query, random);
      }
    }
    return new Delivery(new Incoming(headers, body), query);
  }

  private static void header(Map<String, List<String>> headers, Random random) {
    headers.computeIfPresent(
        name(headers, random), (name, values) -> List.of(text(values.get(0), random)));
  }

  private static String name(Map<String, List<String>> headers, Random random) {
    List<String> names = headers.keySet().stream().sorted().toList();
    return names.isEmpty() ? "" : names.get(random.nextInt(names.size()));
  }

  private static List<String> twice(List<String> values) {
    List<String> more = new ArrayList<>(values);
    more.addAll(values);
    return more;
  }

  private static String text(String text, Random random) {
    return new String(
        bytes(text.getBytes(StandardCharsets.ISO_8859_1), random), StandardCharsets.ISO_8859_1);
  }

  private static byte[] bytes(byte[] bytes, Random random) {
    int at = bytes.length == 0 ? 0 : random.nextInt(bytes.length);
    byte[] changed = Arrays.copyOf(bytes, bytes.length + (random.nextInt(3) == 0 ? 1 : 0));
    if (changed.length > bytes.length) {
      System.arraycopy(bytes, at, changed, at + 1, bytes.length - at);
      changed[at] = (byte) random.nextInt(256);
    } else if (changed.length > 0 && random.nextInt(4) == 0) {
      return Arrays.copyOf(changed, at);
    } else if (changed.length > 0) {
      changed[at] = (byte) random.nextInt(256);
    }
    return changed;
  }

  private static List<Signed> vectors() {
    List<Signed> signed = new ArrayList<>();
    for (String provider :
        List.of("github", "stripe", "slack", "shopify", "twilio", "standard-webhooks")) {
      for (JsonNode vector : read(provider).get("vectors")) {
        if (vector.get("expected").asText().equals("accept")) {
          signed.add(signed(provider, vector));
        }
      }
    }
    return signed;
  }

  private static JsonNode read(String provider) {
    try {
      return new ObjectMapper()
          .readTree(SharedCases.folder("webhooks").resolve(provider + ".json").toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Signed signed(String provider, JsonNode vector) {
    List<byte[]> secrets = new ArrayList<>();
    vector.path("secrets").forEach(secret -> secrets.add(Deliveries.utf8(secret.asText())));
    if (secrets.isEmpty()) {
      secrets.add(Deliveries.utf8(vector.get("secret").asText()));
    }
    String url = vector.at("/request/url").asText();
    int query = url.indexOf('?');
    Map<String, List<String>> headers = new HashMap<>();
    for (JsonNode header : vector.at("/request/headers")) {
      headers
          .computeIfAbsent(
              header.get(0).asText().toLowerCase(Locale.ROOT), name -> new ArrayList<>())
          .add(header.get(1).asText());
    }
    byte[] body = Base64.getDecoder().decode(vector.at("/request/body_base64").asText());
    Verifier verifier =
        switch (provider) {
          case "github" -> MacHeader.github(secrets);
          case "shopify" -> MacHeader.shopify(secrets);
          case "slack" -> MacHeader.slack(secrets, TOLERANCE);
          case "stripe" -> new StripeSignature(secrets, TOLERANCE);
          case "twilio" -> new TwilioSignature(secrets, query < 0 ? url : url.substring(0, query));
          default -> StandardWebhooks.of(secrets, TOLERANCE);
        };
    return new Signed(
        provider,
        verifier,
        new Delivery(new Incoming(headers, body), query < 0 ? "" : url.substring(query + 1)),
        Instant.ofEpochSecond(vector.path("now").asLong(1_700_000_000L)));
  }
}
