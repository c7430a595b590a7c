package dev.sluice.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import dev.sluice.gateway.TestGateway;
import dev.sluice.gateway.edge.Http.Answer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import no.nav.security.mock.oauth2.MockOAuth2Server;
import no.nav.security.mock.oauth2.OAuth2Config;
import no.nav.security.mock.oauth2.token.DefaultOAuth2TokenCallback;
import no.nav.security.mock.oauth2.token.KeyProvider;
import no.nav.security.mock.oauth2.token.OAuth2TokenProvider;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Signing in at an OpenID Connect server that others have written: nothing of it is ours. */
@SuppressWarnings("NullAway.Init") // Opened before each.
class OpenIdAtAProviderTest {

  private static final String REALM = "acme";
  private static final String RETURN = "http://localhost:8080/console/sign-in/return?";
  private static final OkHttpClient CLIENT =
      new OkHttpClient.Builder().followRedirects(false).build();

  @TempDir private Path folder;
  private final Keys keys = new Keys();
  private MockOAuth2Server provider;
  private TestGateway gateway;
  private Browser browser;

  /** What it signs with, which can become another. */
  private static final class Keys extends KeyProvider {

    private volatile JWK key = fresh();

    void rotate() {
      key = fresh();
    }

    private static JWK fresh() {
      try {
        return new RSAKeyGenerator(2048).keyID(UUID.randomUUID().toString()).generate();
      } catch (JOSEException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public JWK signingKey(String realm) {
      return key;
    }
  }

  @BeforeEach
  void open() throws IOException {
    provider =
        new MockOAuth2Server(
            new OAuth2Config(false, null, null, false, new OAuth2TokenProvider(keys)));
    provider.start(InetAddress.getLoopbackAddress(), 0);
    Files.writeString(folder.resolve("key"), "worker-0123456789abcdef012345");
    Files.writeString(folder.resolve("secret"), "secret-of-the-client");
    String yaml =
        """
        people: {members: {anna: {name: Anna Weber, email: anna@example.com}}}
        access:
          publicUrl: http://localhost:8080
          openId: {issuer: "%s", clientId: sluice, clientSecret: file:secret}
          keys: [{name: worker, key: file:key, roles: [operate, worker]}]
        routes:
          - {name: r, on: x, publish: {type: y}}
        """
            .formatted(provider.issuerUrl(REALM));
    gateway = TestGateway.start(folder, yaml, Clock.systemUTC());
    browser = new Browser(gateway.http());
  }

  @AfterEach
  void close() {
    gateway.close();
    provider.shutdown();
  }

  /** Its next token is of this person. */
  private void says(String email) {
    provider.enqueueCallback(
        new DefaultOAuth2TokenCallback(
            REALM, "0815", "JWT", List.of(), Map.of("email", email, "email_verified", true), 300));
  }

  /** The person is at the provider, which sends the browser back. */
  private String agree(String location) throws IOException {
    Request request = new Request.Builder().url(location).build();
    try (Response answer = CLIENT.newCall(request).execute()) {
      String back = String.valueOf(answer.header("Location"));
      assertThat(back).startsWith(RETURN);
      return "/console/sign-in/return?" + URI.create(back).getRawQuery();
    }
  }

  private String begin() {
    Answer begun = browser.get(OpenIdApi.PATH + "?next=/console/tasks");
    assertThat(begun.status()).as(begun.body()).isEqualTo(303);
    return String.valueOf(begun.headers().get("Location"));
  }

  private Answer signIn() throws IOException {
    return browser.get(agree(begin()));
  }

  @Test
  void whomTheProviderKnowsIsSignedIn() throws IOException {
    says("Anna@Example.com");
    Answer in = signIn();
    assertThat(in.status()).as(in.body()).isEqualTo(303);
    assertThat(in.headers().get("Location")).isEqualTo("/console/tasks");
    assertThat(browser.get(SignInApi.PATH).body()).contains("signed in as Anna Weber");
    assertThat(browser.get("/v1/about").status()).isEqualTo(200);
  }

  @Test
  void aStrangerOfOursIsRefused() throws IOException {
    says("eve@example.com");
    assertThat(signIn().status()).isEqualTo(403);
  }

  @Test
  void whenItTakesAnotherKeyPeopleComeInAllTheSame() throws IOException {
    says("anna@example.com");
    assertThat(signIn().status()).isEqualTo(303);
    keys.rotate();
    browser = new Browser(gateway.http());
    says("anna@example.com");
    assertThat(signIn().status()).isEqualTo(303);
  }

  /** It checks the verifier against what it was told at the beginning. */
  @Test
  void aCodeOfAnotherFlowIsRefused() throws IOException {
    String others = agree(begin()).replaceAll(".*[?&]code=([^&]*).*", "$1");
    browser = new Browser(gateway.http());
    String own = agree(begin());
    says("anna@example.com");
    assertThat(browser.get(own.replaceAll("code=[^&]*", "code=" + others)).status()).isEqualTo(403);
  }
}
