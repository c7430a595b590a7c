package dev.sluice.gateway.config;

import static dev.sluice.gateway.source.Kind.apiKey;
import static dev.sluice.gateway.source.Kind.basic;
import static dev.sluice.gateway.source.Kind.hmac;
import static dev.sluice.gateway.source.Kind.slack;
import static dev.sluice.gateway.source.Kind.standardWebhooks;
import static dev.sluice.gateway.source.Kind.stripe;
import static dev.sluice.gateway.source.Kind.twilio;

import dev.sluice.gateway.source.Credential;
import dev.sluice.gateway.source.Encoding;
import dev.sluice.gateway.source.Kind;
import dev.sluice.gateway.source.MacHeader;
import dev.sluice.gateway.source.SignedText;
import dev.sluice.gateway.source.StandardWebhooks;
import dev.sluice.gateway.source.StripeSignature;
import dev.sluice.gateway.source.TwilioSignature;
import dev.sluice.gateway.source.Verifier;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads how one source is verified. Every key is read whatever the kind, so that one that means
 * nothing to its kind is named as such and not as unknown.
 */
final class VerifierReader {

  /** A secret and where the file refers to it. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Secret(Value place, byte[] bytes) {}

  private static final Pattern HEADER = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}");
  private static final TreeMap<String, String> ALGORITHMS = new TreeMap<>();

  static {
    for (String bits : List.of("1", "256", "384", "512")) {
      ALGORITHMS.put("sha" + bits, "HmacSHA" + bits);
    }
  }

  private static final Duration TOLERANCE = Duration.ofMinutes(5);

  private final Section section;
  private final @Nullable Kind kind;
  private final SecretReader secretReader;

  VerifierReader(Section section, @Nullable Kind kind, SecretReader secretReader) {
    this.section = section;
    this.kind = kind;
    this.secretReader = secretReader;
  }

  Optional<Verifier> read(List<Secret> secrets) {
    Optional<Duration> tolerance =
        only("tolerance", stripe, slack, standardWebhooks, hmac).flatMap(Value::duration);
    Duration within = tolerance.orElse(TOLERANCE);
    Optional<String> url = only("url", twilio).flatMap(this::url);
    Optional<String> user = only("user", basic).flatMap(VerifierReader::user);
    Optional<String> header = header("header", apiKey, hmac);
    Optional<String> prefix = only("prefix", apiKey, hmac).flatMap(Value::text);
    Optional<Credential.Place> place = place(header, prefix.orElse(""));
    Optional<MacHeader.Scheme> scheme = scheme(header, prefix.orElse(""), within);
    if (kind == null || secrets.isEmpty()) {
      return Optional.empty();
    }
    List<byte[]> keys = secrets.stream().map(Secret::bytes).toList();
    return switch (kind) {
      case github -> Optional.of(MacHeader.github(keys));
      case shopify -> Optional.of(MacHeader.shopify(keys));
      case slack -> Optional.of(MacHeader.slack(keys, within));
      case stripe -> Optional.of(new StripeSignature(keys, within));
      case standardWebhooks -> standard(secrets, within);
      case twilio -> required(url, "url").map(u -> new TwilioSignature(keys, u));
      case hmac -> required(scheme, "header").map(s -> new MacHeader(s, keys));
      case basic ->
          required(user, "user").map(u -> new Credential(new Credential.Place.Basic(u), keys));
      case apiKey -> place.map(p -> new Credential(p, keys));
    };
  }

  /** The value of a key that these kinds have. */
  private Optional<Value> only(String key, Kind first, Kind... others) {
    Set<Kind> kinds = EnumSet.of(first, others);
    Optional<Value> value = section.optional(key);
    if (value.isEmpty() || kind == null || kinds.contains(kind)) {
      return value;
    }
    String words = kinds.stream().map(Kind::word).collect(Collectors.joining(", "));
    return value
        .get()
        .refuse("'" + key + "' means nothing to verify: " + kind.word(), "it belongs to: " + words);
  }

  private <T> Optional<T> required(Optional<T> read, String key) {
    if (!section.has(key)) {
      section.refuse("'" + key + "' is missing", null);
    }
    return read;
  }

  private static Optional<Verifier> standard(List<Secret> secrets, Duration within) {
    boolean good = true;
    for (Secret secret : secrets) {
      try {
        StandardWebhooks.of(List.of(secret.bytes()), within);
      } catch (IllegalArgumentException e) {
        good = false;
        secret
            .place()
            .refuse(
                "the secret is none of Standard Webhooks",
                "whsec_ and Base64, or whpk_ and a public key of 32 bytes in Base64");
      }
    }
    return good
        ? Optional.of(StandardWebhooks.of(secrets.stream().map(Secret::bytes).toList(), within))
        : Optional.empty();
  }

  /** A URL with a password in it is a secret. */
  private Optional<String> url(Value value) {
    Optional<String> text = value.text();
    if (text.filter(SecretReader::isReference).isPresent()) {
      text = secretReader.read(value).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    } else if (text.filter(url -> url.contains("@")).isPresent()) {
      return value.refuse("a password must not stand in the file", "write env:NAME or file:PATH");
    }
    return text.flatMap(
        url ->
            TwilioSignature.isUrl(url)
                ? Optional.of(url)
                : value.refuse(
                    "is not a URL without a query",
                    "as Twilio calls it: https://events.example.com/hooks/sms"));
  }

  private static Optional<String> user(Value value) {
    return value
        .name()
        .flatMap(
            user ->
                user.contains(":")
                    ? value.refuse("a user of HTTP basic has no colon", null)
                    : Optional.of(user));
  }

  /** Of an API key: a header, x-api-key unless said otherwise, or a parameter of the query. */
  private Optional<Credential.Place> place(Optional<String> header, String prefix) {
    Optional<Value> query = only("query", apiKey);
    if (query.isEmpty()) {
      return Optional.of(new Credential.Place.Header(header.orElse("x-api-key"), prefix));
    }
    if (kind == apiKey && section.hasAny("header", "prefix")) {
      query.get().refuse("the key comes in a header or in the query, not both", null);
    }
    return query.flatMap(Value::name).map(Credential.Place.Query::new);
  }

  private Optional<MacHeader.Scheme> scheme(
      Optional<String> header, String prefix, Duration tolerance) {
    Optional<Value> algorithm = only("algorithm", hmac);
    Optional<String> mac = algorithm.flatMap(v -> v.oneOf(ALGORITHMS.navigableKeySet()));
    algorithm
        .filter(v -> mac.equals(Optional.of("sha1")))
        .ifPresent(v -> v.warn("SHA-1 is old", "sha256, where the sender can"));
    Optional<Encoding> encoding =
        only("encoding", hmac)
            .flatMap(v -> v.oneOf(Arrays.stream(Encoding.values()).map(Enum::name).toList()))
            .map(Encoding::valueOf);
    Optional<String> timestamp = header("timestamp", hmac);
    Optional<Value> signed = only("signed", hmac);
    Optional<SignedText> text = signed.flatMap(VerifierReader::signedText);
    if (kind != hmac) {
      return Optional.empty();
    }
    if (timestamp.isPresent() && text.isPresent() && !text.get().hasTimestamp()) {
      signed
          .get()
          .refuse("the timestamp is not in what is signed, so that it proves nothing", null);
    } else if (!section.has("timestamp") && text.filter(SignedText::hasTimestamp).isPresent()) {
      signed.get().refuse("signs a timestamp, and no header has it", "add timestamp: X-Timestamp");
    }
    if (!section.has("timestamp") && section.has("tolerance")) {
      section.refuse("'tolerance' needs a timestamp that is signed", "add timestamp: X-Timestamp");
    }
    String standard = timestamp.isPresent() ? "${timestamp}.${body}" : SignedText.BODY;
    return header.map(
        name ->
            new MacHeader.Scheme(
                ALGORITHMS.getOrDefault(mac.orElse("sha256"), "HmacSHA256"),
                encoding.orElse(Encoding.hex),
                name,
                prefix,
                timestamp.orElse(null),
                text.or(() -> SignedText.parse(standard)).orElseThrow(),
                tolerance));
  }

  private static Optional<SignedText> signedText(Value value) {
    Optional<String> text = value.text();
    Optional<SignedText> signed = text.flatMap(SignedText::parse);
    return text.isPresent() && signed.isEmpty()
        ? value.refuse(
            "has not ${body} once, or another place than ${timestamp}",
            "as in \"${timestamp}.${body}\"")
        : signed;
  }

  private Optional<String> header(String key, Kind first, Kind... others) {
    Optional<Value> value = only(key, first, others);
    return value
        .flatMap(Value::text)
        .flatMap(
            name ->
                HEADER.matcher(name).matches()
                    ? Optional.of(name.toLowerCase(Locale.ROOT))
                    : value.get().refuse("'" + name + "' is not a header's name", null));
  }
}
