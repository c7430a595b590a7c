package dev.sluice.gateway.people;

import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.openid.connect.sdk.Nonce;
import dev.sluice.gateway.jdk.Sha256;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A sign-in that was begun, and waits for the browser to come back from the provider. It is kept by
 * that browser alone, in a cookie, so that strangers who begin many take nothing here: whatever the
 * provider is told is made of the whole of it, and fits to nothing else.
 *
 * @param ticket random
 * @param next the page of ours that it goes on to
 */
public record Flow(String ticket, Instant begun, String next) {

  public static final Duration LIFE = Duration.ofMinutes(10);

  private static final Pattern COOKIE =
      Pattern.compile("([A-Za-z0-9_-]{43})\\.([0-9]{1,12})\\.([A-Za-z0-9_-]{0,3000})");

  /** What the browser kept; empty where it is no flow. */
  public static Optional<Flow> of(String cookie) {
    Matcher parts = COOKIE.matcher(cookie);
    if (!parts.matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new Flow(
              parts.group(1),
              Instant.ofEpochSecond(Long.parseLong(parts.group(2))),
              new String(Base64.getUrlDecoder().decode(parts.group(3)), StandardCharsets.UTF_8)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  public String cookie() {
    return ticket
        + "."
        + begun.getEpochSecond()
        + "."
        + base64(next.getBytes(StandardCharsets.UTF_8));
  }

  boolean isOver(Instant now) {
    return now.isAfter(begun.plus(LIFE)) || now.isBefore(begun.minusSeconds(1));
  }

  State state() {
    return new State(made("state"));
  }

  Nonce nonce() {
    return new Nonce(made("nonce"));
  }

  CodeVerifier verifier() {
    return new CodeVerifier(made("verifier"));
  }

  private String made(String of) {
    return base64(Sha256.of((of + "\n" + cookie()).getBytes(StandardCharsets.UTF_8)));
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  @Override
  public String toString() {
    return "Flow";
  }
}
