package dev.sluice.gateway.people;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/**
 * A provider of identities that checks what it is asked as a good one does (client, code once,
 * redirect, PKCE) and can be made to say what a bad one would.
 */
public final class TestProvider implements AutoCloseable {

  public static final String CLIENT = "sluice";
  public static final String SECRET = "secret-of-the-client-0123456789";

  private final HttpServer server;
  private final Map<String, Map<String, String>> byCode = new ConcurrentHashMap<>();
  private volatile List<RSAKey> keys = List.of(key());
  private volatile UnaryOperator<JWTClaimsSet.Builder> claims = UnaryOperator.identity();
  private volatile String issuer;
  private volatile boolean unpublished;
  private volatile boolean forgetful;
  private volatile String broken = "";
  private final AtomicInteger calls = new AtomicInteger();
  private volatile Signing signing = this::signed;

  /** How an ID token is made of what it says. */
  private interface Signing {
    String token(JWTClaimsSet said) throws JOSEException;
  }

  public TestProvider() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    issuer = "http://127.0.0.1:" + server.getAddress().getPort();
    server.createContext("/.well-known/openid-configuration", each -> answer(each, 200, about()));
    server.createContext(
        "/keys",
        each ->
            answer(
                each,
                broken.equals("/keys") ? 500 : 200,
                new JWKSet(List.copyOf(keys)).toString()));
    server.createContext("/token", this::token);
    server.start();
  }

  private static RSAKey key() {
    try {
      return new RSAKeyGenerator(2048).keyID(UUID.randomUUID().toString()).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** From now on it signs with another key, and no more has the one before. */
  public void rotate() {
    keys = List.of(key());
  }

  /** It signs with a key that it does not publish. */
  public void signWithUnpublished() {
    unpublished = true;
  }

  /** It signs with what the client has too: whoever has that could say anything. */
  public void signWithTheSecret() {
    signing =
        said -> {
          SignedJWT token = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), said);
          token.sign(new MACSigner(SECRET.getBytes(StandardCharsets.UTF_8)));
          return token.serialize();
        };
  }

  public void signNot() {
    signing = said -> new PlainJWT(said).serialize();
  }

  /** It takes a code more than once. */
  public void forgetWhatWasUsed() {
    forgetful = true;
  }

  /** From now on it answers 500 at this path. */
  public void breakDown(String path) {
    broken = path;
  }

  /** How often it was asked for a token. */
  public int asked() {
    return calls.get();
  }

  public void callItself(String other) {
    issuer = other;
  }

  public void say(UnaryOperator<JWTClaimsSet.Builder> other) {
    claims = other;
  }

  /** The person agrees; gives the query with which the browser comes back. */
  public String agree(String location) {
    Map<String, String> asked = decoded(URI.create(location).getRawQuery());
    String code = UUID.randomUUID().toString();
    byCode.put(code, asked);
    return "code=" + code + "&state=" + asked.get("state");
  }

  private String about() {
    return """
    {"issuer": "%1$s", "authorization_endpoint": "%2$s/authorize", "token_endpoint": "%2$s/token",
     "jwks_uri": "%2$s/keys", "response_types_supported": ["code"],
     "subject_types_supported": ["public"], "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"]}
    """
        .formatted(issuer, url());
  }

  private void token(HttpExchange exchange) throws IOException {
    calls.incrementAndGet();
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    if (broken.equals("/token")) {
      answer(exchange, 500, "<p>Sorry</p>");
      return;
    }
    Map<String, String> form = decoded(body);
    String code = String.valueOf(form.get("code"));
    Map<String, String> asked = forgetful ? byCode.get(code) : byCode.remove(code);
    String basic =
        "Basic "
            + Base64.getEncoder()
                .encodeToString((CLIENT + ":" + SECRET).getBytes(StandardCharsets.UTF_8));
    boolean isGood =
        asked != null
            && basic.equals(exchange.getRequestHeaders().getFirst("Authorization"))
            && Objects.equals(asked.get("redirect_uri"), form.get("redirect_uri"))
            && challenge(String.valueOf(form.get("code_verifier")))
                .equals(asked.get("code_challenge"))
            && "S256".equals(asked.get("code_challenge_method"));
    if (asked == null || !isGood) {
      answer(exchange, 400, "{\"error\": \"invalid_grant\"}");
      return;
    }
    answer(
        exchange,
        200,
        "{\"access_token\": \"a\", \"token_type\": \"Bearer\", \"id_token\": \""
            + idToken(String.valueOf(asked.get("nonce")))
            + "\"}");
  }

  private String idToken(String nonce) {
    Instant now = Instant.now();
    JWTClaimsSet.Builder said =
        new JWTClaimsSet.Builder()
            .issuer(url())
            .subject("0815")
            .audience(CLIENT)
            .issueTime(Date.from(now))
            .expirationTime(Date.from(now.plusSeconds(300)))
            .claim("nonce", nonce)
            .claim("email", "anna@example.com")
            .claim("email_verified", true);
    try {
      return signing.token(claims.apply(said).build());
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private String signed(JWTClaimsSet said) throws JOSEException {
    RSAKey key = unpublished ? key() : keys.get(0);
    SignedJWT token =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(keys.get(0).getKeyID()).build(), said);
    token.sign(new RSASSASigner(key));
    return token.serialize();
  }

  private static String challenge(String verifier) {
    try {
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(
              MessageDigest.getInstance("SHA-256")
                  .digest(verifier.getBytes(StandardCharsets.US_ASCII)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Map<String, String> decoded(String query) {
    Map<String, String> fields = new HashMap<>();
    for (String pair : query.split("&", -1)) {
      String[] parts = pair.split("=", 2);
      fields.put(
          URLDecoder.decode(parts[0], StandardCharsets.UTF_8),
          URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
    }
    return fields;
  }

  private static void answer(HttpExchange exchange, int status, String json) throws IOException {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
