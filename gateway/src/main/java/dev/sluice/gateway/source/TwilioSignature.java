package dev.sluice.gateway.source;

import dev.sluice.gateway.jdk.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Twilio's {@code X-Twilio-Signature}: the HMAC-SHA1 of the public URL and, of a form, every field
 * with its value in the order of names. A body that is no form is signed by its hash in the query;
 * without that hash nobody vouches for it. The URL is what Twilio called and not what reached us
 * behind a proxy, so the configuration says it.
 */
public final class TwilioSignature implements Verifier {

  private static final String HEADER = "x-twilio-signature";
  private static final Pattern HASH = Pattern.compile("(?:^|&)bodySHA256=([^&]*)");
  private static final Pattern URL =
      Pattern.compile("(https?)://((?:[^/?#@]*@)?[^/?#@:]+)(?::(\\d+))?([^?#]*)");

  private final Macs macs;
  private final String plain;
  private final String withPort;

  /**
   * @param url the public one, without a query
   * @throws IllegalArgumentException when it is no such URL
   */
  public TwilioSignature(List<byte[]> secrets, String url) {
    Matcher parts = URL.matcher(url);
    if (!parts.matches()) {
      throw new IllegalArgumentException("no URL of http or https without a query");
    }
    this.macs = new Macs("HmacSHA1", Encoding.base64, secrets);
    String head = parts.group(1) + "://" + parts.group(2);
    String defaultPort = parts.group(1).equals("https") ? "443" : "80";
    String port = parts.group(3) == null ? defaultPort : parts.group(3);
    // Twilio signs the port of some calls and not of others.
    this.plain = head + parts.group(4);
    this.withPort = head + ":" + port + parts.group(4);
  }

  /** Whether it can be the public URL: http or https, and no query. */
  public static boolean isUrl(String url) {
    return URL.matcher(url).matches();
  }

  @Override
  public Optional<Refusal> refusal(Delivery delivery, Instant now) {
    Optional<String> signature = delivery.header(HEADER);
    if (signature.isEmpty()) {
      return Optional.of(Refusal.signatureMissing);
    }
    Matcher hash = HASH.matcher(delivery.query());
    boolean isHashed = hash.find();
    Optional<String> fields = isHashed ? Optional.of("") : fields(delivery);
    if (fields.isEmpty()) {
      return Optional.of(Refusal.signatureUnreadable);
    }
    String query = delivery.query().isEmpty() ? "" : "?" + delivery.query();
    boolean fits = fits(signature.get(), plain + query + fields.get());
    fits |= fits(signature.get(), withPort + query + fields.get());
    if (!fits) {
      return Optional.of(Refusal.signatureWrong);
    }
    return isHashed && !isHash(hash.group(1), delivery.body())
        ? Optional.of(Refusal.bodyChanged)
        : Optional.empty();
  }

  private boolean fits(String signature, String text) {
    return macs.fit(List.of(signature), List.of(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** Empty where the body is none that a signature without a hash can be of. */
  private static Optional<String> fields(Delivery delivery) {
    if (delivery.body().length == 0) {
      return Optional.of("");
    }
    boolean isForm = delivery.header("content-type").filter(Form::isForm).isPresent();
    return isForm ? Form.read(delivery.body()).map(TwilioSignature::text) : Optional.empty();
  }

  /** Names in their order, the values of one name in theirs and each once. */
  private static String text(Map<String, List<String>> fields) {
    StringBuilder text = new StringBuilder();
    new TreeMap<>(fields)
        .forEach(
            (name, values) ->
                new TreeSet<>(values).forEach(value -> text.append(name).append(value)));
    return text.toString();
  }

  private static boolean isHash(String hex, byte[] body) {
    return MessageDigest.isEqual(Encoding.hex.write(Sha256.of(body)), Encoding.hex.canonical(hex));
  }
}
