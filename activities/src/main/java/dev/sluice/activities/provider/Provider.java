package dev.sluice.activities.provider;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sluice.activities.provider.Outcome.Failure;
import dev.sluice.activities.provider.Outcome.Success;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.ConnectionPool;
import okhttp3.Dispatcher;
import okhttp3.EventListener;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * One provider, over HTTP: its own client, connections, limits and circuit. Thread-safe.
 *
 * <p>A call answers, or fails with an {@code ApplicationFailure} of one of the {@code
 * FailureTypes}. A call that is under way is never aborted because its order was cancelled: it ends
 * by its own time-out, so that the saga knows what it has to undo.
 */
public final class Provider implements AutoCloseable {

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
          // A repeat must have the same bytes as the first, whatever map it was made from.
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .build();

  private static final int MOST_CALLS_AT_ONCE = 64;
  private static final int MOST_IDLE_CONNECTIONS = 16;

  /** Whether any byte of a request may have left. */
  private record Sent(AtomicBoolean flag) {}

  private final ProviderSettings settings;
  private final HttpUrl baseUrl;
  private final OkHttpClient client;
  private final Gate gate;
  private final Classifier classifier;
  private final CallObserver observer;
  private final Optional<String> bearer;

  private Provider(
      ProviderSettings settings, Optional<String> bearer, Clock clock, CallObserver observer) {
    this.bearer = bearer;
    this.settings = settings;
    this.baseUrl = HttpUrl.get(settings.baseUrl().toString());
    this.client = client(settings);
    this.gate = new Gate(settings, clock);
    this.classifier = new Classifier(settings, JSON, clock);
    this.observer = observer;
  }

  public static Provider open(ProviderSettings settings, CallObserver observer) {
    return new Provider(settings, Optional.empty(), Clock.systemUTC(), observer);
  }

  /** {@code key} goes with every call as a bearer token, and nowhere else. */
  public static Provider openWithKey(ProviderSettings settings, String key, CallObserver observer) {
    return new Provider(settings, Optional.of(key), Clock.systemUTC(), observer);
  }

  static Provider open(ProviderSettings settings, Clock clock) {
    return new Provider(settings, Optional.empty(), clock, CallObserver.none());
  }

  private static OkHttpClient client(ProviderSettings settings) {
    Dispatcher dispatcher = new Dispatcher();
    dispatcher.setMaxRequests(MOST_CALLS_AT_ONCE);
    dispatcher.setMaxRequestsPerHost(MOST_CALLS_AT_ONCE);
    return new OkHttpClient.Builder()
        .dispatcher(dispatcher)
        .connectionPool(new ConnectionPool(MOST_IDLE_CONNECTIONS, 1, TimeUnit.MINUTES))
        .connectTimeout(settings.connectTimeout())
        .readTimeout(settings.readTimeout())
        .writeTimeout(settings.readTimeout())
        .callTimeout(settings.callTimeout())
        .followRedirects(false)
        // Safe: a repeat has the same key, and a stale pooled connection is the usual reason.
        .retryOnConnectionFailure(true)
        .eventListener(
            new EventListener() {
              @Override
              public void requestHeadersStart(Call call) {
                Sent sent = call.request().tag(Sent.class);
                if (sent != null) {
                  sent.flag().set(true);
                }
              }
            })
        .build();
  }

  /** The thread waits for the answer. */
  public <T> T call(ProviderCall call, Function<Answer, T> reader) {
    Sent sent = new Sent(new AtomicBoolean());
    Request request = request(call, sent);
    Optional<Failure<T>> refused = gate.enter();
    if (refused.isPresent()) {
      throw noted(call, refused.get()).toApplicationFailure();
    }
    long start = System.nanoTime();
    Outcome<T> outcome;
    try (Response response = client.newCall(request).execute()) {
      outcome = classifier.answered(call, response, reader);
    } catch (IOException e) {
      outcome = classifier.unanswered(call, sent.flag().get(), e);
    }
    leave(call, outcome, start);
    if (outcome instanceof Success<T> success) {
      return success.value();
    }
    throw ((Failure<T>) outcome).toApplicationFailure();
  }

  /** The same where the answer says nothing but that it is done. */
  public void send(ProviderCall call) {
    call(call, answer -> Boolean.TRUE);
  }

  /** Holds no thread while it waits. Fails with an {@code ApplicationFailure} as {@link #call}. */
  public <T> CompletableFuture<T> callLater(ProviderCall call, Function<Answer, T> reader) {
    Sent sent = new Sent(new AtomicBoolean());
    Request request = request(call, sent);
    Gate.Turn<T> turn = gate.enterLater();
    if (turn.refused().isPresent()) {
      return CompletableFuture.failedFuture(
          noted(call, turn.refused().get()).toApplicationFailure());
    }
    CompletableFuture<T> result = new CompletableFuture<>();
    Callback callback = new Concluding<>(call, sent, reader, result);
    if (turn.in().isZero()) {
      client.newCall(request).enqueue(callback);
    } else {
      CompletableFuture.delayedExecutor(turn.in().toNanos(), TimeUnit.NANOSECONDS)
          .execute(() -> client.newCall(request).enqueue(callback));
    }
    return result;
  }

  private final class Concluding<T> implements Callback {
    private final ProviderCall call;
    private final Sent sent;
    private final Function<Answer, T> reader;
    private final CompletableFuture<T> result;
    private final long start = System.nanoTime();

    Concluding(
        ProviderCall call, Sent sent, Function<Answer, T> reader, CompletableFuture<T> result) {
      this.call = call;
      this.sent = sent;
      this.reader = reader;
      this.result = result;
    }

    @Override
    public void onResponse(Call httpCall, Response response) {
      try (response) {
        conclude(classifier.answered(call, response, reader));
      } catch (IOException e) {
        onFailure(httpCall, e);
      }
    }

    @Override
    public void onFailure(Call httpCall, IOException e) {
      conclude(classifier.unanswered(call, sent.flag().get(), e));
    }

    private void conclude(Outcome<T> outcome) {
      leave(call, outcome, start);
      if (outcome instanceof Success<T> success) {
        result.complete(success.value());
      } else {
        result.completeExceptionally(((Failure<T>) outcome).toApplicationFailure());
      }
    }
  }

  private void leave(ProviderCall call, Outcome<?> outcome, long start) {
    long nanos = System.nanoTime() - start;
    gate.leave(outcome, nanos);
    String name =
        outcome instanceof Failure<?> failure
            ? failure.kind().name().toLowerCase(Locale.ROOT)
            : "success";
    observer.called(settings.name(), call.method(), name, Duration.ofNanos(nanos));
  }

  private <T> Failure<T> noted(ProviderCall call, Failure<T> notCalled) {
    observer.called(settings.name(), call.method(), "notCalled", Duration.ZERO);
    return notCalled;
  }

  private Request request(ProviderCall call, Sent sent) {
    HttpUrl.Builder url = baseUrl.newBuilder();
    call.path().forEach(url::addPathSegment);
    Request.Builder request =
        new Request.Builder().tag(Sent.class, sent).header("Accept", "application/json");
    if (call.key() != null) {
      String key = printable(call.key().value());
      if (call.changesSomething()) {
        request.header("Idempotency-Key", key);
      } else {
        url.addQueryParameter("key", key);
      }
    }
    bearer.ifPresent(key -> request.header("Authorization", "Bearer " + key));
    String traceparent = MDC.get("traceparent");
    if (traceparent != null) {
      request.header("traceparent", traceparent);
    }
    return request.url(url.build()).method(call.method(), body(call)).build();
  }

  /** A header takes printable ASCII only, and an order's id may have more: the rest is escaped. */
  private static String printable(String key) {
    StringBuilder printable = new StringBuilder();
    for (byte b : key.getBytes(StandardCharsets.UTF_8)) {
      if (b > ' ' && b < 127 && b != '%') {
        printable.append((char) b);
      } else {
        printable.append(String.format("%%%02X", b));
      }
    }
    return printable.toString();
  }

  private static @Nullable RequestBody body(ProviderCall call) {
    if (call.body() == null) {
      return call.method().equals("POST") ? RequestBody.EMPTY : null;
    }
    try {
      return RequestBody.create(
          JSON.writeValueAsBytes(call.body()), MediaType.get(call.contentType()));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("cannot write " + call + " as JSON", e);
    }
  }

  /** For metrics and health. */
  public boolean circuitIsOpen() {
    return gate.isOpen();
  }

  public String name() {
    return settings.name();
  }

  /** Where it is, without anything that could be a secret. */
  public String host() {
    return baseUrl.host();
  }

  /** Lets calls under way end; idle connections and threads go at once. */
  @Override
  public void close() {
    client.dispatcher().executorService().shutdown();
    client.connectionPool().evictAll();
  }
}
