package dev.sluice.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.sluice.gateway.TestGateway;
import dev.sluice.gateway.edge.Http.Answer;
import dev.sluice.gateway.journal.TestClock;
import dev.sluice.gateway.people.TestProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Signing in by a provider of identities, that says what it should or what it should not. */
@SuppressWarnings("NullAway.Init") // Opened before each.
class OpenIdOverHttpTest {

  private static final String SESSION = "sluice-session";
  private static final String FLOW = "sluice-flow";
  private static final String RETURN = "/console/sign-in/return?";

  @TempDir private Path folder;
  private final TestClock clock = new TestClock(Instant.now());
  private final TestProvider provider = new TestProvider();
  private TestGateway gateway;
  private Browser browser;

  @BeforeEach
  void open() throws IOException {
    Files.writeString(folder.resolve("key"), "worker-0123456789abcdef012345");
    Files.writeString(folder.resolve("secret"), TestProvider.SECRET);
    gateway = TestGateway.start(folder, yaml("anna@example.com", ""), clock);
    browser = new Browser(gateway.http());
  }

  @AfterEach
  void close() {
    gateway.close();
    provider.close();
  }

  private String yaml(String email, String more) {
    return """
    people:
      members:
        anna: {name: Anna Weber, email: %s, access: [read, operate], signsInAs: "0815"}
    access:
      publicUrl: http://localhost:8080
      openId: {issuer: "%s", clientId: sluice, clientSecret: file:secret%s}
      keys: [{name: worker, key: file:key, roles: [operate, worker]}]
    routes:
      - {name: r, on: x, publish: {type: y}}
    """
        .formatted(email, provider.url(), more);
  }

  private String begin() {
    Answer answer = browser.get(OpenIdApi.PATH + "?next=/console/tasks");
    assertThat(answer.status()).as(answer.body()).isEqualTo(303);
    return String.valueOf(answer.headers().get("Location"));
  }

  private Answer signIn() {
    return browser.get(RETURN + provider.agree(begin()));
  }

  private void assertRefused(Answer answer, int status) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    assertThat(browser.cookies()).doesNotContainKey(SESSION);
    assertThat(browser.get("/v1/about").status()).isEqualTo(401);
  }

  @Test
  void whomTheProviderKnowsAndTheConfigurationTooIsSignedIn() {
    assertThat(browser.get(SignInApi.PATH).body())
        .contains("<a class=\"button primary\" href=\"/console/sign-in/openid")
        .doesNotContain("<button class=\"primary\"");
    Answer in = signIn();
    assertThat(in.status()).as(in.body()).isEqualTo(303);
    assertThat(in.headers().get("Location")).isEqualTo("/console/tasks");
    assertThat(browser.get(SignInApi.PATH).body()).contains("signed in as Anna Weber");
    String csrf = String.valueOf(Browser.form(browser.get(SignInApi.PATH)).get("csrf"));
    Answer paused = browser.send("POST", "/v1/routes/r/pause", Map.of("X-CSRF-Token", csrf), "{}");
    assertThat(paused.json().get("pausedBy").asText()).isEqualTo("anna");
  }

  @Test
  void theProviderIsToldNothingThatOthersCouldUse() {
    String location = begin();
    assertThat(location)
        .contains("response_type=code", "code_challenge_method=S256", "state=", "nonce=")
        .doesNotContain(TestProvider.SECRET, "code_verifier");
    Pattern made = Pattern.compile("(?:state|nonce|code_challenge)=([^&]+)");
    Set<String> words = new HashSet<>();
    for (String each : List.of(location, begin())) {
      made.matcher(each).results().forEach(word -> words.add(word.group(1)));
    }
    assertThat(words).as("none is another's, or another flow's").hasSize(6);
  }

  @Test
  void whoeverIsNotNamedIsRefusedKindly() {
    provider.say(said -> said.claim("email", "eve@example.com"));
    Answer answer = signIn();
    assertRefused(answer, 403);
    assertThat(answer.body()).contains("eve@example.com", "people.members");
  }

  static Stream<Arguments> badWords() {
    return Stream.of(
        bad("another nonce", said -> said.claim("nonce", "another")),
        bad("no nonce", said -> said.claim("nonce", null)),
        bad("expired", said -> said.expirationTime(Date.from(Instant.now().minusSeconds(600)))),
        bad("another audience", said -> said.audience("another")),
        bad("several audiences", said -> said.audience(List.of(TestProvider.CLIENT, "another"))),
        bad(
            "several audiences, given to another",
            said -> said.audience(List.of(TestProvider.CLIENT, "another")).claim("azp", "another")),
        bad("given to another", said -> said.claim("azp", "another")),
        bad("another issuer", said -> said.issuer("https://evil.example")),
        bad("no e-mail address", said -> said.claim("email", null)),
        bad("no word whether it is verified", said -> said.claim("email_verified", null)),
        bad("not verified", said -> said.claim("email_verified", false)),
        bad("not verified, in words", said -> said.claim("email_verified", "false")));
  }

  private static Arguments bad(String what, UnaryOperator<JWTClaimsSet.Builder> said) {
    return Arguments.of(what, said);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badWords")
  void whatIsNotForUsNowIsRefused(String what, UnaryOperator<JWTClaimsSet.Builder> said) {
    provider.say(said);
    assertRefused(signIn(), 403);
  }

  @Test
  void aTokenForSeveralThatWasGivenToUsIsTaken() {
    provider.say(
        said ->
            said.audience(List.of("another", TestProvider.CLIENT))
                .claim("azp", TestProvider.CLIENT));
    assertThat(signIn().status()).isEqualTo(303);
  }

  /** And ends nothing: any page can lead there. */
  @Test
  void anotherStateIsRefusedAndWhatIsUnderWayGoesOn() {
    String query = provider.agree(begin());
    assertRefused(browser.get(RETURN + query.replaceAll("state=.*", "state=another")), 400);
    assertThat(provider.asked()).isZero();
    assertThat(browser.get(RETURN + query).status()).isEqualTo(303);
  }

  /** Or else whoever has begun once makes us ask the provider as often as he likes. */
  @Test
  void aFlowThatFailedIsOverToo() {
    String state = provider.agree(begin()).replaceAll(".*state=", "");
    String kept = String.valueOf(browser.cookies().get(FLOW));
    assertRefused(browser.get(RETURN + "code=junk&state=" + state), 403);
    browser.cookies().put(FLOW, kept);
    assertRefused(browser.get(RETURN + "code=junk&state=" + state), 400);
    assertThat(provider.asked()).isEqualTo(1);
  }

  /** Whoever is to sign in did nothing wrong, and comes again later to the same page. */
  @ParameterizedTest
  @ValueSource(strings = {"/keys", "/token"})
  void aProviderThatBreaksDownInBetweenIsSaidSo(String path) {
    String query = provider.agree(begin());
    provider.breakDown(path);
    Answer answer = browser.get(RETURN + query);
    assertRefused(answer, 503);
    assertThat(answer.body()).contains("try again later", "next=%2Fconsole%2Ftasks");
  }

  /** As those ask who only look where a link leads. */
  @Test
  void lookingWhereTheWayBackLeadsSpendsNothing() {
    String query = provider.agree(begin());
    Map<String, String> kept = Map.of("Cookie", FLOW + "=" + browser.cookies().get(FLOW));
    assertThat(gateway.http().send("HEAD", RETURN + query, kept, null).status()).isEqualTo(401);
    assertThat(provider.asked()).isZero();
    assertThat(browser.get(RETURN + query).status()).isEqualTo(303);
  }

  @Test
  void whatAnotherBrowserBeganSignsNobodyIn() {
    String query = provider.agree(begin());
    browser = new Browser(gateway.http());
    assertRefused(browser.get(RETURN + query), 400);
    begin();
    assertRefused(browser.get(RETURN + query), 400);
  }

  @Test
  void whatCameBackOnceIsOver() {
    String query = provider.agree(begin());
    String kept = String.valueOf(browser.cookies().get(FLOW));
    provider.forgetWhatWasUsed();
    assertThat(browser.get(RETURN + query).status()).isEqualTo(303);
    assertThat(browser.cookies()).doesNotContainKey(FLOW);
    browser = new Browser(gateway.http());
    browser.cookies().put(FLOW, kept);
    assertRefused(browser.get(RETURN + query), 400);
  }

  /** The provider itself gives nothing for a code that was used. */
  @Test
  void aCodeIsGoodOnce() {
    String query = provider.agree(begin());
    assertThat(browser.get(RETURN + query).status()).isEqualTo(303);
    browser = new Browser(gateway.http());
    String second = provider.agree(begin());
    String code = query.replaceAll("&.*", "");
    assertRefused(browser.get(RETURN + second.replaceAll("code=[^&]*", code)), 403);
  }

  @Test
  void aFlowIsGoodForSomeMinutes() {
    String query = provider.agree(begin());
    clock.advance(Duration.ofMinutes(11));
    assertRefused(browser.get(RETURN + query), 400);
  }

  @Test
  void aKeyThatTheProviderHasNewIsFetched() {
    assertThat(signIn().status()).isEqualTo(303);
    provider.rotate();
    browser = new Browser(gateway.http());
    assertThat(signIn().status()).isEqualTo(303);
  }

  @Test
  void whatTheProviderDidNotSignIsRefused() {
    provider.signWithUnpublished();
    assertRefused(signIn(), 403);
  }

  @Test
  void aProviderThatCallsItselfAnotherIsRefused() {
    provider.callItself("https://evil.example");
    assertRefused(browser.get(OpenIdApi.PATH), 403);
  }

  @Test
  void aProviderThatDoesNotAnswerIsSaidSo() {
    provider.close();
    Answer answer = browser.get(OpenIdApi.PATH);
    assertRefused(answer, 503);
    assertThat(answer.body()).contains("try again later");
  }

  @Test
  void aRefusalOfTheProviderIsToldKindly() {
    String state = provider.agree(begin()).replaceAll(".*state=", "");
    assertRefused(browser.get(RETURN + "error=access_denied&state=" + state), 403);
  }

  @Test
  void aPersonThatIsTakenAwayIsOutAtOnce() throws IOException {
    assertThat(signIn().status()).isEqualTo(303);
    assertThat(browser.get("/v1/about").status()).isEqualTo(200);
    Files.writeString(folder.resolve("sluice.yaml"), yaml("other@example.com", ""));
    await().until(() -> browser.get("/v1/about").status() == 401);
  }

  @Test
  void anotherClaimThanTheAddressTellsWhoItIs() throws IOException {
    gateway.close();
    gateway = TestGateway.start(folder, yaml("anna@example.com", ", personClaim: sub"), clock);
    browser = new Browser(gateway.http());
    provider.say(said -> said.claim("email", null));
    assertThat(signIn().status()).isEqualTo(303);
    assertThat(browser.get(SignInApi.PATH).body()).contains("signed in as Anna Weber");
  }

  /** Or else one stranger behind the same proxy could keep everybody out. */
  @Test
  void whoeverFailsTooOftenIsToldNoMoreAndOthersComeIn() {
    for (int i = 0; i < 20; i++) {
      assertThat(browser.get(RETURN + "code=x&state=y").status()).isEqualTo(400);
    }
    Answer answer = browser.get(RETURN + "code=x&state=y");
    assertThat(answer.status()).isEqualTo(429);
    assertThat(answer.headers().get("Retry-After")).isNotNull();
    for (int i = 0; i < 25; i++) {
      browser = new Browser(gateway.http());
      assertThat(signIn().status()).isEqualTo(303);
    }
  }

  @Test
  void theSecretThatBothHaveSignsNothing() {
    provider.signWithTheSecret();
    assertRefused(signIn(), 403);
  }

  @Test
  void whatIsNotSignedAtAllIsRefused() {
    provider.signNot();
    assertRefused(signIn(), 403);
  }

  /** The browser keeps the flow, and cannot make another of it. */
  @ParameterizedTest
  @CsvSource({
    "(.*)[.].*[.](.*), $1.TIME.$2",
    "(.*)[.](.*)[.].*, $1.$2.aHR0cHM6Ly9ldmlsLmV4YW1wbGUv",
    "(.*), x",
    "(.*[.].*[.]).*, $1%%%"
  })
  void whatTheBrowserKeepsCannotBeChanged(String is, String becomes) {
    String query = provider.agree(begin());
    clock.advance(Duration.ofMinutes(2));
    String time = Long.toString(clock.instant().getEpochSecond());
    String kept = String.valueOf(browser.cookies().get(FLOW));
    browser.cookies().put(FLOW, kept.replaceFirst(is, becomes.replace("TIME", time)));
    assertThat(browser.cookies().get(FLOW)).isNotEqualTo(kept);
    assertRefused(browser.get(RETURN + query), 400);
  }

  /** What Anna has open must not become Bob's because her address is his now. */
  @Test
  void anAddressThatGoesToAnotherPersonTakesNoSessionAlong() throws IOException {
    assertThat(signIn().status()).isEqualTo(303);
    Files.writeString(
        folder.resolve("sluice.yaml"),
        yaml("other@example.com", "")
            .replace(
                "access:\n  publicUrl",
                "    bob: {name: Bob, email: anna@example.com}\naccess:\n  publicUrl"));
    await().until(() -> browser.get("/v1/about").status() == 401);
    browser = new Browser(gateway.http());
    assertThat(signIn().status()).isEqualTo(303);
    assertThat(browser.get(SignInApi.PATH).body()).contains("signed in as Bob");
  }
}
