package dev.sluice.gateway.people;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWT;
import com.nimbusds.jwt.proc.BadJWTException;
import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.GeneralException;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.auth.ClientAuthentication;
import com.nimbusds.oauth2.sdk.auth.ClientAuthenticationMethod;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.ClientSecretPost;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponse;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponseParser;
import com.nimbusds.openid.connect.sdk.claims.IDTokenClaimsSet;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderConfigurationRequest;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import com.nimbusds.openid.connect.sdk.validators.IDTokenValidator;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A provider as it describes itself, and its keys, which are fetched again when it signs with one
 * that is not known. Safe for many threads.
 */
final class Provider {

  private final OpenIdSettings settings;
  private final OIDCProviderMetadata metadata;
  private final IDTokenValidator validator;
  private final OpenIdHttp http;
  private final Instant readAt;

  private Provider(
      OpenIdSettings settings, OIDCProviderMetadata metadata, OpenIdHttp http, Instant readAt)
      throws IOException {
    this.settings = settings;
    this.metadata = metadata;
    this.http = http;
    this.readAt = readAt;
    JWKSource<SecurityContext> keys =
        JWKSourceBuilder.create(metadata.getJWKSetURI().toURL(), http)
            .refreshAheadCache(false)
            .build();
    this.validator =
        new IDTokenValidator(
            metadata.getIssuer(),
            new ClientID(settings.clientId()),
            new JWSVerificationKeySelector<>(algorithms(metadata), keys),
            null);
  }

  /**
   * @throws GeneralException when it is not as it must be, or describes itself as another
   */
  static Provider read(OpenIdSettings settings, OpenIdHttp http, Instant now)
      throws IOException, GeneralException {
    Issuer issuer = new Issuer(settings.issuer());
    HTTPResponse answer = new OIDCProviderConfigurationRequest(issuer).toHTTPRequest().send(http);
    if (!answer.indicatesSuccess()) {
      throw new IOException("The provider's description is answered " + answer.getStatusCode());
    }
    OIDCProviderMetadata metadata = OIDCProviderMetadata.parse(answer.getBodyAsJSONObject());
    if (!metadata.getIssuer().equals(issuer)) {
      throw new GeneralException("The provider calls itself " + metadata.getIssuer());
    }
    String scheme = settings.issuer().getScheme();
    for (URI each :
        Arrays.asList(
            metadata.getAuthorizationEndpointURI(),
            metadata.getTokenEndpointURI(),
            metadata.getJWKSetURI())) {
      if (each == null || !scheme.equals(each.getScheme())) {
        throw new GeneralException("The provider has no " + scheme + " address for all we need");
      }
    }
    if (algorithms(metadata).isEmpty()) {
      throw new GeneralException("The provider signs by no algorithm that we trust");
    }
    return new Provider(settings, metadata, http, now);
  }

  OpenIdSettings settings() {
    return settings;
  }

  Instant readAt() {
    return readAt;
  }

  /** Those by which only the provider can sign: never none, never a secret that both have. */
  private static Set<JWSAlgorithm> algorithms(OIDCProviderMetadata metadata) {
    Set<JWSAlgorithm> algorithms = new HashSet<>(JWSAlgorithm.Family.RSA);
    algorithms.addAll(JWSAlgorithm.Family.EC);
    if (metadata.getIDTokenJWSAlgs() != null) {
      algorithms.retainAll(metadata.getIDTokenJWSAlgs());
    }
    return algorithms;
  }

  /** Where the person's browser goes to sign in. */
  URI signIn(Flow flow, URI back) {
    return new AuthenticationRequest.Builder(
            ResponseType.CODE,
            new Scope("openid", "email", "profile"),
            new ClientID(settings.clientId()),
            back)
        .endpointURI(metadata.getAuthorizationEndpointURI())
        .state(flow.state())
        .nonce(flow.nonce())
        .codeChallenge(flow.verifier(), CodeChallengeMethod.S256)
        .build()
        .toURI();
  }

  /**
   * What the provider says of who has signed in.
   *
   * @throws GeneralException when it gives nothing for the code
   * @throws BadJOSEException when what it gives is not for us, now, and signed by it
   */
  IDTokenClaimsSet redeem(AuthorizationCode code, Flow flow, URI back)
      throws IOException, GeneralException, BadJOSEException, JOSEException {
    HTTPRequest request =
        new TokenRequest.Builder(
                metadata.getTokenEndpointURI(),
                us(),
                new AuthorizationCodeGrant(code, back, flow.verifier()))
            .build()
            .toHTTPRequest();
    HTTPResponse said = request.send(http);
    if (said.getStatusCode() >= 500) {
      throw new IOException("A code is answered " + said.getStatusCode());
    }
    TokenResponse answer = OIDCTokenResponseParser.parse(said);
    if (!(answer instanceof OIDCTokenResponse tokens)) {
      throw new GeneralException(
          "The provider gives no token: " + answer.toErrorResponse().getErrorObject());
    }
    JWT idToken = tokens.getOIDCTokens().getIDToken();
    if (idToken == null) {
      throw new ParseException("The provider gives no ID token");
    }
    IDTokenClaimsSet claims = validator.validate(idToken, flow.nonce());
    refuseThatOfOthers(claims);
    return claims;
  }

  /** The validator asks that we are among its audience, and not to whom it was given. */
  private void refuseThatOfOthers(IDTokenClaimsSet claims) throws BadJWTException {
    String givenTo = claims.getStringClaim("azp");
    boolean isOurs =
        givenTo == null ? claims.getAudience().size() == 1 : givenTo.equals(settings.clientId());
    if (!isOurs) {
      throw new BadJWTException("It is for " + claims.getAudience() + ", given to " + givenTo);
    }
  }

  private ClientAuthentication us() {
    ClientID id = new ClientID(settings.clientId());
    Secret secret = new Secret(settings.clientSecret());
    List<ClientAuthenticationMethod> methods = metadata.getTokenEndpointAuthMethods();
    boolean isByPost =
        methods != null
            && methods.contains(ClientAuthenticationMethod.CLIENT_SECRET_POST)
            && !methods.contains(ClientAuthenticationMethod.CLIENT_SECRET_BASIC);
    return isByPost ? new ClientSecretPost(id, secret) : new ClientSecretBasic(id, secret);
  }
}
