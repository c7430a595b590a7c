package dev.sluice.gateway.people;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.GeneralException;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.openid.connect.sdk.AuthenticationResponse;
import com.nimbusds.openid.connect.sdk.AuthenticationResponseParser;
import com.nimbusds.openid.connect.sdk.AuthenticationSuccessResponse;
import com.nimbusds.openid.connect.sdk.claims.IDTokenClaimsSet;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signing in by OpenID Connect: the code flow with PKCE. A flow is good for some minutes, and once,
 * whatever comes of it: the tickets of those that came back are remembered for as long. Blocks
 * while the provider is asked. Safe for many threads.
 */
public final class OpenId {

  private static final Logger log = LoggerFactory.getLogger(OpenId.class);
  private static final Duration DESCRIBED_FOR = Duration.ofHours(1);
  private static final String EMAIL = "email";
  private static final int MOST_USED = 10_000;

  private final Clock clock;
  private final OpenIdHttp http = new OpenIdHttp();

  /** Strangers put something here: the oldest go. The provider, too, takes a code only once. */
  private final Map<String, Instant> used =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Instant> eldest) {
          return size() > MOST_USED;
        }
      };

  private volatile @Nullable Provider provider;

  public OpenId(Clock clock) {
    this.clock = clock;
  }

  public Flow flow(String ticket, String next) {
    return new Flow(ticket, Instant.ofEpochSecond(clock.instant().getEpochSecond()), next);
  }

  /**
   * Where the browser goes now.
   *
   * @param back where it comes back to
   */
  public URI begin(OpenIdSettings settings, URI back, Flow flow) throws OpenIdFailed {
    return provider(settings).signIn(flow, back);
  }

  /** What the provider tells of whoever has come back with these parameters. */
  public String finish(
      OpenIdSettings settings, URI back, Flow flow, Map<String, List<String>> parameters)
      throws OpenIdFailed {
    AuthorizationCode code = code(settings, back, flow, parameters);
    // Before the provider is asked: whoever has begun one flow would make us ask as he likes.
    use(flow);
    return value(settings, claims(settings, back, flow, code));
  }

  private AuthorizationCode code(
      OpenIdSettings settings, URI back, Flow flow, Map<String, List<String>> parameters)
      throws OpenIdFailed {
    try {
      AuthenticationResponse answer = AuthenticationResponseParser.parse(back, parameters);
      if (answer.getState() == null
          || !isSame(answer.getState().getValue(), flow.state().getValue())
          || flow.isOver(clock.instant())) {
        throw stale();
      }
      if (answer.getIssuer() != null
          && !answer.getIssuer().getValue().equals(settings.issuer().toString())) {
        throw refused("That was another provider.");
      }
      if (answer instanceof AuthenticationSuccessResponse success
          && success.getAuthorizationCode() != null) {
        return success.getAuthorizationCode();
      }
      log.info("{} did not sign somebody in", settings.issuer());
      throw refused("The provider did not sign you in.");
    } catch (ParseException e) {
      throw new OpenIdFailed(
          OpenIdFailed.Why.stale, "The provider's answer cannot be read. Please try again.");
    }
  }

  private static boolean isSame(String said, String ours) {
    return MessageDigest.isEqual(
        said.getBytes(StandardCharsets.UTF_8), ours.getBytes(StandardCharsets.UTF_8));
  }

  private IDTokenClaimsSet claims(
      OpenIdSettings settings, URI back, Flow flow, AuthorizationCode code) throws OpenIdFailed {
    try {
      return provider(settings).redeem(code, flow, back);
    } catch (IOException | KeySourceException e) {
      throw unavailable(settings, e);
    } catch (GeneralException | BadJOSEException | JOSEException e) {
      log.warn("What {} says of somebody is refused: {}", settings.issuer(), e.getMessage());
      throw refused("What the provider says of you could not be verified.");
    }
  }

  private static String value(OpenIdSettings settings, IDTokenClaimsSet claims)
      throws OpenIdFailed {
    String claim = settings.personClaim();
    String value = claims.getStringClaim(claim);
    if (value == null || value.isBlank()) {
      throw refused("The provider does not tell your " + claim + ".");
    }
    // Some say it in words. Who says nothing may let people choose whose address they have.
    String isVerified = String.valueOf(claims.getClaim("email_verified"));
    if (claim.equals(EMAIL) && !isVerified.equalsIgnoreCase("true")) {
      throw refused("The provider does not say that it has verified that " + value + " is yours.");
    }
    return value;
  }

  private void use(Flow flow) throws OpenIdFailed {
    Instant now = clock.instant();
    synchronized (used) {
      forgetTheOld(now.minus(Flow.LIFE));
      if (used.putIfAbsent(flow.ticket(), now) != null) {
        throw stale();
      }
    }
  }

  private void forgetTheOld(Instant before) {
    Iterator<Instant> oldest = used.values().iterator();
    while (oldest.hasNext() && oldest.next().isBefore(before)) {
      oldest.remove();
    }
  }

  private Provider provider(OpenIdSettings settings) throws OpenIdFailed {
    Provider known = provider;
    Instant now = clock.instant();
    boolean isOurs = known != null && known.settings().equals(settings);
    if (known != null && isOurs && known.readAt().isAfter(now.minus(DESCRIBED_FOR))) {
      return known;
    }
    try {
      Provider read = Provider.read(settings, http, now);
      provider = read;
      return read;
    } catch (IOException e) {
      if (known != null && isOurs) {
        log.warn("{} does not describe itself now: {}", settings.issuer(), e.toString());
        return known;
      }
      throw unavailable(settings, e);
    } catch (GeneralException e) {
      log.warn("{} cannot be used: {}", settings.issuer(), e.getMessage());
      throw refused("The provider is not what the configuration says.");
    }
  }

  private static OpenIdFailed stale() {
    return new OpenIdFailed(
        OpenIdFailed.Why.stale, "Signing in took too long, or was begun elsewhere.");
  }

  private static OpenIdFailed unavailable(OpenIdSettings settings, Exception e) {
    log.warn("{} does not answer: {}", settings.issuer(), e.toString());
    return new OpenIdFailed(
        OpenIdFailed.Why.unavailable, "The provider does not answer. Please try again later.");
  }

  private static OpenIdFailed refused(String message) {
    return new OpenIdFailed(OpenIdFailed.Why.refused, message);
  }
}
