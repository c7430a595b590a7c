package dev.sluice.activities.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.workflows.saga.FailureTypes;
import dev.sluice.workflows.saga.OperationKey;
import dev.sluice.workflows.saga.Refusal;
import io.temporal.failure.ApplicationFailure;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.MDC;

class ProviderTest {

  private static final OperationKey KEY = OperationKey.of("order-1", "authorise");
  private static final ProviderCall CHANGE =
      ProviderCall.post(KEY, Map.of("amount", "12.00"), "authorisations");
  private static final ProviderCall READ = ProviderCall.get("bookings", "b-1");

  private final MovableClock clock = new MovableClock();
  private MockWebServer server;
  private Provider provider;

  @BeforeEach
  void open() throws IOException {
    server = new MockWebServer();
    server.start();
    provider = Provider.open(settings("http://127.0.0.1:" + server.getPort()), clock);
  }

  @AfterEach
  void close() {
    provider.close();
    server.close();
    MDC.clear();
  }

  private static ProviderSettings settings(String url) {
    return ProviderSettings.of("payment", URI.create(url));
  }

  private void waitsForAnswersAtMost(Duration read, Duration whole) {
    provider.close();
    provider =
        Provider.open(
            settings("http://127.0.0.1:" + server.getPort())
                .withTimeouts(Duration.ofSeconds(2), read, whole),
            clock);
  }

  private void answers(int code, String body, String... headers) {
    MockResponse.Builder response = new MockResponse.Builder().code(code).body(body);
    for (String header : headers) {
      response.addHeader(header);
    }
    server.enqueue(response.build());
  }

  private String id(ProviderCall call) {
    return provider.call(call, answer -> answer.text("id"));
  }

  private ApplicationFailure failure(ProviderCall call) {
    ApplicationFailure failure = catchThrowableOfType(ApplicationFailure.class, () -> id(call));
    assertThat(failure).isNotNull();
    return failure;
  }

  // --- What goes out

  @Test
  void aChangeCarriesItsKeyAndItsBody() throws Exception {
    answers(201, "{\"id\":\"a-1\"}");

    assertThat(id(CHANGE)).isEqualTo("a-1");

    RecordedRequest request = server.takeRequest();
    assertThat(request.getRequestLine()).startsWith("POST /authorisations ");
    assertThat(request.getHeaders().get("Idempotency-Key")).isEqualTo("order-1/authorise");
    assertThat(request.getHeaders().get("Content-Type")).startsWith("application/json");
    assertThat(request.getBody().utf8()).isEqualTo("{\"amount\":\"12.00\"}");
  }

  @Test
  void aLookUpAsksByTheKeyThatTheChangeHad() throws Exception {
    OperationKey odd = OperationKey.of("order-ä 100%", "authorise");
    answers(201, "{\"id\":\"a-1\"}");
    answers(200, "{\"id\":\"a-1\"}");

    provider.send(ProviderCall.post(odd, Map.of(), "authorisations"));
    provider.send(ProviderCall.lookUp(odd, "authorisations"));

    String sent = server.takeRequest().getHeaders().get("Idempotency-Key");
    assertThat(sent).isEqualTo("order-%C3%A4%20100%25/authorise");
    assertThat(server.takeRequest().getUrl().queryParameter("key")).isEqualTo(sent);
  }

  @Test
  void anIdThatLooksLikeAPathStaysOneSegment() throws Exception {
    answers(200, "{}");
    provider.send(ProviderCall.put(Map.of(), "v1", "tasks", "order-1/../x:review"));
    assertThat(server.takeRequest().getTarget()).isEqualTo("/v1/tasks/order-1%2F..%2Fx:review");
  }

  @Test
  void theTraceGoesAlong() throws Exception {
    String traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    MDC.put("traceparent", traceparent);
    answers(201, "{\"id\":\"a-1\"}");
    provider.send(CHANGE);
    assertThat(server.takeRequest().getHeaders().get("traceparent")).isEqualTo(traceparent);
  }

  @Test
  void theGatewaysKeyGoesAlongAndIsNotInTheSettings() throws Exception {
    ProviderSettings settings = settings("http://127.0.0.1:" + server.getPort());
    try (Provider gateway = Provider.openWithKey(settings, "s3cret", CallObserver.none())) {
      answers(202, "{}");
      gateway.send(CHANGE);
      assertThat(server.takeRequest().getHeaders().get("Authorization")).isEqualTo("Bearer s3cret");
      assertThat(settings.toString()).doesNotContain("s3cret");
    }
  }

  // --- What an answer means

  @ParameterizedTest
  @CsvSource({
    "402, declined, Refused",
    "409, captureRefused, Refused",
    "409, https://pay.example/problems/captureRefused, Refused",
    "402, somethingElse, Permanent",
    "400, missing-idempotency-key, Permanent",
    "401, '', Permanent",
    "404, '', Permanent",
    "422, idempotency-conflict, Permanent",
    "302, '', Permanent",
    "409, in-progress, Transient",
    "425, '', Transient",
    "429, '', Transient",
    "503, '', Transient",
    "500, '', Unknown",
    "502, '', Unknown",
    "504, '', Unknown",
    "500, declined, Unknown"
  })
  void anAnswerToAChangeIsClassified(int status, String problem, String type) {
    answers(
        status,
        "{\"type\":\"" + problem + "\",\"detail\":\"why\"}",
        "Location: http://127.0.0.1:1/elsewhere");

    ApplicationFailure failure = failure(CHANGE);

    assertThat(failure.getType()).isEqualTo(type);
    assertThat(failure.isNonRetryable())
        .isEqualTo(type.equals(FailureTypes.REFUSED) || type.equals(FailureTypes.PERMANENT));
    assertThat(failure.getOriginalMessage())
        .startsWith("payment: POST /authorisations answered " + status);
  }

  @Test
  void aRequestThatCameTooSlowlyIsRepeatedOnceByTheClientAndThenTransient() {
    answers(408, "{}");
    answers(408, "{}");
    assertThat(failure(CHANGE).getType()).isEqualTo(FailureTypes.TRANSIENT);
    assertThat(server.getRequestCount()).isEqualTo(2);
  }

  @Test
  void aRefusalSaysWhichAndWhy() {
    answers(402, "{\"type\":\"declined\",\"title\":\"No\",\"detail\":\"the card was declined\"}");
    Refusal refusal = failure(CHANGE).getDetails().get(Refusal.class);
    assertThat(refusal).isEqualTo(new Refusal("declined", "the card was declined"));
  }

  @Test
  void anErrorPageOfAProxyIsNoRefusalAndIsNotQuoted() {
    answers(403, "<html>declined</html>");
    ApplicationFailure failure = failure(CHANGE);
    assertThat(failure.getType()).isEqualTo(FailureTypes.PERMANENT);
    assertThat(failure.getOriginalMessage()).doesNotContain("html");
  }

  @ParameterizedTest
  @CsvSource({"500", "502", "504"})
  void aReadThatFailsLeavesNoDoubt(int status) {
    answers(status, "{}");
    assertThat(failure(READ).getType()).isEqualTo(FailureTypes.TRANSIENT);
  }

  @ParameterizedTest
  @CsvSource({"429, 7, PT7S", "503, 7, PT7S", "409, 1, PT1S", "503, 86400, PT5M"})
  void retryAfterIsObeyedWithinBounds(int status, String after, Duration wait) {
    answers(status, "{\"type\":\"in-progress\"}", "Retry-After: " + after);
    assertThat(failure(CHANGE).getNextRetryDelay()).isEqualTo(wait);
  }

  @Test
  void withoutRetryAfterTheRetryPolicyDecides() {
    answers(503, "{}");
    assertThat(failure(CHANGE).getNextRetryDelay()).isNull();
  }

  @ParameterizedTest
  @CsvSource({"'not json'", "'{\"other\":1}'", "'{\"id\":7}'", "'[]'", "''"})
  void aSuccessThatDoesNotReadIsPermanent(String body) {
    answers(201, body);
    assertThat(failure(CHANGE).getType()).isEqualTo(FailureTypes.PERMANENT);
  }

  @Test
  void anAnswerThatIsTooLongIsNotRead() {
    answers(201, "{\"id\":\"a-1\",\"pad\":\"" + "x".repeat(300 * 1024) + "\"}");
    ApplicationFailure failure = failure(CHANGE);
    assertThat(failure.getType()).isEqualTo(FailureTypes.PERMANENT);
    assertThat(failure.getOriginalMessage()).contains("longer than 262144 bytes");
  }

  @Test
  void anAnswerOfExactlyTheLimitIsRead() {
    String start = "{\"id\":\"a-1\",\"pad\":\"";
    int pad = 256 * 1024 - start.length() - 2;
    answers(201, start + "x".repeat(pad) + "\"}");
    assertThat(id(CHANGE)).isEqualTo("a-1");
  }

  // --- No answer

  @Test
  void aReadTimeOutIsUnknown() {
    waitsForAnswersAtMost(Duration.ofMillis(300), Duration.ofSeconds(8));
    server.enqueue(
        new MockResponse.Builder().body("{}").headersDelay(10, TimeUnit.SECONDS).build());
    assertThat(failure(CHANGE).getType()).isEqualTo(FailureTypes.UNKNOWN);
  }

  @Test
  void anAnswerThatDripsLongerThanTheCallMayTakeIsUnknown() {
    waitsForAnswersAtMost(Duration.ofSeconds(8), Duration.ofMillis(600));
    server.enqueue(
        new MockResponse.Builder()
            .body("{\"id\":\"" + "x".repeat(200) + "\"}")
            .throttleBody(10, 100, TimeUnit.MILLISECONDS)
            .build());
    assertThat(failure(CHANGE).getType()).isEqualTo(FailureTypes.UNKNOWN);
  }

  @Test
  void aConnectionCutAfterTheRequestIsUnknown() {
    server.enqueue(
        new MockResponse.Builder().onResponseStart(new SocketEffect.CloseSocket()).build());
    assertThat(failure(CHANGE).getType()).isEqualTo(FailureTypes.UNKNOWN);
  }

  @Test
  void anAnswerCutInItsBodyIsUnknown() {
    server.enqueue(
        new MockResponse.Builder()
            .body("{\"id\":\"" + "x".repeat(2000) + "\"}")
            .onResponseBody(new SocketEffect.CloseSocket())
            .build());
    assertThat(failure(CHANGE).getType()).isEqualTo(FailureTypes.UNKNOWN);
  }

  @Test
  void aReadThatIsCutIsTransient() {
    server.enqueue(
        new MockResponse.Builder().onResponseStart(new SocketEffect.CloseSocket()).build());
    assertThat(failure(READ).getType()).isEqualTo(FailureTypes.TRANSIENT);
  }

  @Test
  void aRefusedConnectionIsTransient() throws IOException {
    int free;
    try (ServerSocket socket = new ServerSocket(0)) {
      free = socket.getLocalPort();
    }
    try (Provider nobody = Provider.open(settings("http://127.0.0.1:" + free), clock)) {
      ApplicationFailure failure =
          catchThrowableOfType(ApplicationFailure.class, () -> nobody.send(CHANGE));
      assertThat(failure.getType()).isEqualTo(FailureTypes.TRANSIENT);
      assertThat(failure.getOriginalMessage()).contains("could not be sent");
    }
  }

  @Test
  void aCallThatHoldsNoThreadMeansTheSame() {
    answers(201, "{\"id\":\"a-1\"}");
    answers(402, "{\"type\":\"declined\"}");
    assertThat(provider.callLater(CHANGE, answer -> answer.text("id")).join()).isEqualTo("a-1");
    CompletionException thrown =
        catchThrowableOfType(
            CompletionException.class,
            () -> provider.callLater(CHANGE, answer -> answer.text("id")).join());
    assertThat(thrown.getCause())
        .isInstanceOfSatisfying(
            ApplicationFailure.class,
            failure -> assertThat(failure.getType()).isEqualTo(FailureTypes.REFUSED));
  }

  // --- Circuit and rate limit

  @Test
  void theCircuitOpensOnFailuresWithoutCallingAndClosesWhenTrialsSucceed() {
    for (int i = 0; i < 20; i++) {
      answers(500, "{}");
      assertThat(failure(CHANGE).getType()).isEqualTo(FailureTypes.UNKNOWN);
    }
    int calls = server.getRequestCount();

    clock.move(Duration.ofSeconds(1));
    ApplicationFailure shut = failure(CHANGE);
    assertThat(shut.getType()).isEqualTo(FailureTypes.TRANSIENT);
    assertThat(shut.getOriginalMessage()).contains("circuit is open");
    // What is left of the 5 s, and a little spread.
    assertThat(shut.getNextRetryDelay()).isBetween(Duration.ofSeconds(4), Duration.ofMillis(4500));
    assertThat(provider.circuitIsOpen()).isTrue();
    assertThat(server.getRequestCount()).isEqualTo(calls);

    clock.move(Duration.ofSeconds(5));
    for (int i = 0; i < 4; i++) {
      answers(201, "{\"id\":\"a\"}");
      provider.send(CHANGE);
    }
    assertThat(provider.circuitIsOpen()).isFalse();
    assertThat(server.getRequestCount()).isEqualTo(calls + 4);
  }

  @Test
  void theCircuitOpensAgainWhenTrialsFail() {
    for (int i = 0; i < 20; i++) {
      answers(500, "{}");
      failure(CHANGE);
    }
    clock.move(Duration.ofSeconds(6));
    for (int i = 0; i < 3; i++) {
      answers(503, "{}");
      failure(CHANGE);
    }
    assertThat(provider.circuitIsOpen()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"402, declined", "404, ''", "429, ''", "409, in-progress"})
  void saysNoOrBusyAndTheCircuitStaysClosed(int status, String problem) {
    for (int i = 0; i < 40; i++) {
      answers(status, "{\"type\":\"" + problem + "\"}");
      failure(CHANGE);
    }
    assertThat(provider.circuitIsOpen()).isFalse();
    assertThat(server.getRequestCount()).isEqualTo(40);
  }

  @Test
  void afterTheRateLimitACallIsPutOffInsteadOfHoldingAThread() {
    ProviderSettings slow = settings("http://127.0.0.1:" + server.getPort()).withCallsPerSecond(1);
    try (Provider limited = Provider.open(slow, clock)) {
      for (int i = 0; i < 10; i++) {
        answers(201, "{\"id\":\"a\"}");
      }
      long putOff =
          java.util.stream.IntStream.range(0, 10)
              .mapToObj(i -> limited.callLater(CHANGE, answer -> answer.text("id")))
              .filter(java.util.concurrent.CompletableFuture::isCompletedExceptionally)
              .count();
      // Those that would wait longer than 2 s.
      assertThat(putOff).isBetween(6L, 8L);
    }
  }
}
