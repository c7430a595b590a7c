package dev.sluice.gateway.source;

import static dev.sluice.gateway.source.Deliveries.mac;
import static dev.sluice.gateway.source.Deliveries.posted;
import static dev.sluice.gateway.source.Deliveries.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the published vectors leave open. */
final class VerifierTest {

  private static final Instant NOW = Instant.ofEpochSecond(1_700_000_000);
  private static final Duration TOLERANCE = Duration.ofMinutes(5);

  private static String hex(String algorithm, String secret, String text) {
    return HexFormat.of().formatHex(mac(algorithm, secret, text));
  }

  private static MacHeader hmac(String algorithm, Encoding encoding, String text) {
    SignedText signed = SignedText.of(text);
    String timestamp = signed.hasTimestamp() ? "x-time" : null;
    return new MacHeader(
        new MacHeader.Scheme(algorithm, encoding, "x-sig", "sig ", timestamp, signed, TOLERANCE),
        List.of(utf8("old"), utf8("new")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"HmacSHA1", "HmacSHA256", "HmacSHA384", "HmacSHA512"})
  void aGenericSchemeTakesItsAlgorithmAndEverySecret(String algorithm) {
    MacHeader verifier = hmac(algorithm, Encoding.hex, "${body}");
    for (String secret : List.of("old", "new")) {
      String signature = "sig " + hex(algorithm, secret, "{}");
      assertThat(verifier.refusal(posted("{}", "X-Sig", signature), NOW)).isEmpty();
      assertThat(verifier.refusal(posted("{ }", "X-Sig", signature), NOW))
          .contains(Refusal.signatureWrong);
    }
    String other = "sig " + hex(algorithm, "other", "{}");
    assertThat(verifier.refusal(posted("{}", "X-Sig", other), NOW))
        .contains(Refusal.signatureWrong);
  }

  @Test
  void base64IsComparedAsItIsWritten() {
    MacHeader verifier = hmac("HmacSHA256", Encoding.base64, "${body}");
    String right = Base64.getEncoder().encodeToString(mac("HmacSHA256", "new", "{}"));
    assertThat(verifier.refusal(posted("{}", "X-Sig", "sig " + right), NOW)).isEmpty();
    String unpadded = right.replace("=", "");
    assertThat(verifier.refusal(posted("{}", "X-Sig", "sig " + unpadded), NOW))
        .contains(Refusal.signatureWrong);
  }

  @Test
  void whatIsMissingOrThereTwiceOrNotOfItsSchemeIsNamed() {
    MacHeader verifier = hmac("HmacSHA256", Encoding.hex, "${timestamp}.${body}");
    assertThat(verifier.refusal(posted("{}"), NOW)).contains(Refusal.signatureMissing);
    assertThat(verifier.refusal(posted("{}", "X-Sig", "sig a", "X-Sig", "sig b"), NOW))
        .contains(Refusal.signatureMissing);
    assertThat(verifier.refusal(posted("{}", "X-Sig", "a"), NOW))
        .contains(Refusal.signatureUnreadable);
    assertThat(verifier.refusal(posted("{}", "X-Sig", "sig a"), NOW))
        .contains(Refusal.timestampMissing);
    assertThat(verifier.refusal(posted("{}", "X-Sig", "sig a", "X-Time", "-1"), NOW))
        .contains(Refusal.timestampUnreadable);
    assertThat(verifier.refusal(posted("{}", "X-Sig", "sig a", "X-Time", "9".repeat(30)), NOW))
        .contains(Refusal.timestampUnreadable);
  }

  @ParameterizedTest
  @CsvSource({"-301,tooOld", "-300,", "300,", "301,tooNew", "-1600000000,tooOld"})
  void theToleranceHoldsInBothDirections(long seconds, Refusal expected) {
    MacHeader verifier = hmac("HmacSHA256", Encoding.hex, "${timestamp}.${body}");
    String time = Long.toString(NOW.getEpochSecond() + seconds);
    String signature = "sig " + hex("HmacSHA256", "new", time + ".{}");
    assertThat(
            verifier.refusal(posted("{}", "X-Sig", signature, "X-Time", time), NOW.plusMillis(999)))
        .isEqualTo(java.util.Optional.ofNullable(expected));
    String forged = "sig " + hex("HmacSHA256", "none", time + ".{}");
    assertThat(verifier.refusal(posted("{}", "X-Sig", forged, "X-Time", time), NOW))
        .contains(Refusal.signatureWrong);
  }

  @Test
  void stripeTakesAnyOfItsSignaturesAndOneTimeOnly() {
    StripeSignature verifier = new StripeSignature(List.of(utf8("old"), utf8("new")), TOLERANCE);
    String time = Long.toString(NOW.getEpochSecond());
    String right = "v1=" + hex("HmacSHA256", "new", time + ".{}");
    assertThat(stripe(verifier, "t=" + time + ",v1=00," + right)).isEmpty();
    assertThat(stripe(verifier, "t=" + time + "," + right + ",v1=zz")).isEmpty();
    assertThat(stripe(verifier, "t=1,t=" + time + "," + right))
        .contains(Refusal.timestampUnreadable);
    assertThat(stripe(verifier, right)).contains(Refusal.timestampUnreadable);
    String later = Long.toString(NOW.getEpochSecond() + 301);
    String future = "t=" + later + ",v1=" + hex("HmacSHA256", "new", later + ".{}");
    assertThat(stripe(verifier, future)).contains(Refusal.tooNew);
  }

  private static java.util.Optional<Refusal> stripe(StripeSignature verifier, String header) {
    return verifier.refusal(posted("{}", "Stripe-Signature", header), NOW);
  }

  @Test
  void standardWebhooksTakesBothKindsOfKeysAtOnceAndSvixsNames() throws GeneralSecurityException {
    KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    byte[] encoded = pair.getPublic().getEncoded();
    String key = base64(Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length));
    String secret = base64(utf8("a secret of some length"));
    StandardWebhooks verifier =
        StandardWebhooks.of(List.of(utf8("whpk_" + key), utf8("whsec_" + secret)), TOLERANCE);
    String time = Long.toString(NOW.getEpochSecond());
    String text = "m1." + time + ".{}";
    String symmetric = "v1," + base64(mac("HmacSHA256", "a secret of some length", text));
    Signature signing = Signature.getInstance("Ed25519");
    signing.initSign(pair.getPrivate());
    signing.update(utf8(text));
    String asymmetric = "v1a," + base64(signing.sign());
    for (String family : List.of("webhook-", "svix-")) {
      for (String signature : List.of(symmetric, asymmetric, "v1,no v1a,=== " + asymmetric)) {
        Delivery delivery =
            posted(
                "{}",
                family + "id",
                "m1",
                family + "timestamp",
                time,
                family + "signature",
                signature);
        assertThat(verifier.refusal(delivery, NOW)).isEmpty();
        Delivery other =
            posted(
                "[]",
                family + "id",
                "m1",
                family + "timestamp",
                time,
                family + "signature",
                signature);
        assertThat(verifier.refusal(other, NOW)).contains(Refusal.signatureWrong);
      }
    }
    Delivery mixed =
        posted("{}", "webhook-id", "m1", "svix-timestamp", time, "svix-signature", symmetric);
    assertThat(verifier.refusal(mixed, NOW)).contains(Refusal.signatureMissing);
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  @Test
  void twilioVouchesForNoBodyThatIsNeitherAFormNorHashed() {
    String url = "https://events.example.com/hooks/sms";
    TwilioSignature verifier = new TwilioSignature(List.of(utf8("token")), url);
    String ofUrl = base64(mac("HmacSHA1", "token", url));
    assertThat(verifier.refusal(posted("", "X-Twilio-Signature", ofUrl), NOW)).isEmpty();
    Delivery json =
        posted("{\"a\":1}", "X-Twilio-Signature", ofUrl, "Content-Type", "application/json");
    assertThat(verifier.refusal(json, NOW)).contains(Refusal.signatureUnreadable);
    String query = "bodySHA256=" + "0".repeat(64);
    String ofQuery = base64(mac("HmacSHA1", "token", url + "?" + query));
    Delivery changed =
        new Delivery(posted("{\"a\":1}", "X-Twilio-Signature", ofQuery).request(), query);
    assertThat(verifier.refusal(changed, NOW)).contains(Refusal.bodyChanged);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a=%zz", "a=%4", "a=%", "a=%ff"})
  void aFormThatCannotBeDecodedIsRefusedAndNoFailure(String form) {
    TwilioSignature verifier =
        new TwilioSignature(List.of(utf8("token")), "https://events.example.com/hooks/sms");
    Delivery delivery =
        posted(
            form, "X-Twilio-Signature", "x", "Content-Type", "application/x-www-form-urlencoded");
    assertThat(verifier.refusal(delivery, NOW)).contains(Refusal.signatureUnreadable);
  }

  @Test
  void basicComparesUserAndPasswordAsOne() {
    Credential verifier =
        new Credential(new Credential.Place.Basic("shop"), List.of(utf8("old"), utf8("päss")));
    assertThat(basic(verifier, "Basic " + base64(utf8("shop:päss")))).isEmpty();
    assertThat(basic(verifier, "basic " + base64(utf8("shop:old")))).isEmpty();
    assertThat(basic(verifier, "Basic " + base64(utf8("shop:new"))))
        .contains(Refusal.credentialsWrong);
    assertThat(basic(verifier, "Basic " + base64(utf8("shopx:old"))))
        .contains(Refusal.credentialsWrong);
    assertThat(basic(verifier, "Basic ===")).contains(Refusal.credentialsMissing);
    assertThat(basic(verifier, "Bearer old")).contains(Refusal.credentialsMissing);
    assertThat(verifier.refusal(posted(""), NOW)).contains(Refusal.credentialsMissing);
  }

  private static java.util.Optional<Refusal> basic(Credential verifier, String header) {
    return verifier.refusal(posted("", "Authorization", header), NOW);
  }

  @Test
  void anApiKeyComesInItsHeaderOrInItsParameter() {
    Credential header =
        new Credential(
            new Credential.Place.Header("authorization", "Bearer "),
            List.of(utf8("old"), utf8("new")));
    assertThat(header.refusal(posted("", "Authorization", "Bearer new"), NOW)).isEmpty();
    assertThat(header.refusal(posted("", "Authorization", "Bearer newer"), NOW))
        .contains(Refusal.credentialsWrong);
    assertThat(header.refusal(posted("", "Authorization", "new"), NOW))
        .contains(Refusal.credentialsMissing);
    Credential query =
        new Credential(new Credential.Place.Query("access_token"), List.of(utf8("k&y")));
    assertThat(query.refusal(Deliveries.withQuery("a=b&access_token=k%26y"), NOW)).isEmpty();
    assertThat(query.refusal(Deliveries.withQuery("access_token=k%26y&access_token=x"), NOW))
        .contains(Refusal.credentialsMissing);
    assertThat(query.refusal(Deliveries.withQuery("access_token=%"), NOW))
        .contains(Refusal.credentialsMissing);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "${timestamp}", "${body}${body}", "${body}${id}", "${BODY}"})
  void aSignedTextHasTheBodyOnceAndNothingThatWeDoNotKnow(String text) {
    assertThat(SignedText.parse(text)).isEmpty();
  }

  @Test
  void aSignedTextKeepsWhatStandsAround() {
    byte[] joined =
        SignedText.of("v1:${timestamp}-$${body}\n").of("7", utf8("{}")).stream()
            .reduce(new byte[0], VerifierTest::join);
    assertThat(new String(joined, StandardCharsets.UTF_8)).isEqualTo("v1:7-${}\n");
  }

  private static byte[] join(byte[] head, byte[] tail) {
    byte[] both = Arrays.copyOf(head, head.length + tail.length);
    System.arraycopy(tail, 0, both, head.length, tail.length);
    return both;
  }
}
