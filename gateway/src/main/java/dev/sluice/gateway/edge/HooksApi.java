package dev.sluice.gateway.edge;

import dev.sluice.gateway.event.Data;
import dev.sluice.gateway.event.Event;
import dev.sluice.gateway.event.Incoming;
import dev.sluice.gateway.event.Malformed;
import dev.sluice.gateway.journal.Refusals;
import dev.sluice.gateway.journal.Refused;
import dev.sluice.gateway.source.Delivery;
import dev.sluice.gateway.source.Handshake;
import dev.sluice.gateway.source.Kind;
import dev.sluice.gateway.source.Normaliser;
import dev.sluice.gateway.source.Refusal;
import dev.sluice.gateway.source.Source;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * {@code /hooks/{source}}: verified over the raw bytes before anything is decoded, then answered
 * where it is a handshake and kept where it is an event. Who is not believed hears one and the same
 * answer, whatever the reason.
 */
public final class HooksApi implements Edge.Api {

  static final String PATH = "/hooks/";

  private final Normaliser normaliser;
  private final Refusals refusals;
  private final Clock clock;
  private final Executor threads;

  public HooksApi(Normaliser normaliser, Refusals refusals, Clock clock, Executor threads) {
    this.normaliser = normaliser;
    this.refusals = refusals;
    this.clock = clock;
    this.threads = threads;
  }

  @Override
  public void routes(RoutesConfig routes) {
    routes.post(PATH + "{source}", this::post, Role.open);
    routes.options(PATH + "{source}", this::options, Role.open);
  }

  private void post(Context ctx) {
    Rules rules = Door.rules(ctx);
    Source source = source(ctx, rules);
    Delivery delivery = verified(ctx, source, Body.read(ctx));
    Optional<Handshake.Answer> early = Handshake.beforeReading(source, delivery);
    if (early.isPresent()) {
      answer(ctx, early.get());
      return;
    }
    Delivery plain = uncoded(delivery);
    Data data = data(ctx, source, plain);
    Optional<Handshake.Answer> handshake = Handshake.of(source, data);
    if (handshake.isPresent()) {
      answer(ctx, handshake.get());
      return;
    }
    Event event = normaliser.event(source, plain, data);
    var accepted = rules.intake().acceptVerified(event, source.path(), threads);
    boolean isShown = delivery.showsAnswer(source.kind());
    ctx.future(() -> accepted.thenAcceptAsync(kept -> answerKept(ctx, isShown, kept), threads));
  }

  private static Delivery uncoded(Delivery delivery) {
    try {
      Delivery plain = delivery.uncoded();
      if (plain.bodyBytes() > Body.MAX_BYTES) {
        throw Body.tooLarge();
      }
      return plain;
    } catch (IOException e) {
      throw Body.noGzip();
    }
  }

  private Data data(Context ctx, Source source, Delivery delivery) {
    try {
      return normaliser.data(source, delivery);
    } catch (Malformed e) {
      note(ctx, source, delivery, e.word());
      throw e;
    }
  }

  /** The handshake of the CloudEvents webhook protocol. */
  private void options(Context ctx) {
    Source source = source(ctx, Door.rules(ctx));
    verified(ctx, source, new byte[0]);
    String origin = ctx.header("WebHook-Request-Origin");
    if (origin == null) {
      ctx.header("Allow", "POST").status(204);
      return;
    }
    answer(
        ctx,
        Handshake.consent(source, origin)
            .orElseThrow(
                () ->
                    Problem.of(
                        403,
                        "origin-not-allowed",
                        "Origin not allowed",
                        "The source " + source.name() + " takes nothing from this origin.")));
  }

  private static Source source(Context ctx, Rules rules) {
    String name = ctx.pathParam("source");
    return rules
        .sources()
        .find(name)
        .orElseThrow(
            () ->
                Problem.of(
                    404, "no-such-source", "No such source", "There is no source " + name + "."));
  }

  private Delivery verified(Context ctx, Source source, byte[] body) {
    String query = ctx.queryString();
    Delivery delivery =
        new Delivery(new Incoming(EventsApi.headers(ctx), body), query == null ? "" : query);
    Optional<Refusal> refusal = source.verifier().refusal(delivery, clock.instant());
    if (refusal.isPresent()) {
      note(ctx, source, delivery, refusal.get().name());
      throw notBelieved(source);
    }
    return delivery;
  }

  private void note(Context ctx, Source source, Delivery delivery, String reason) {
    refusals.note(
        new Refused(
            clock.instant(),
            source.name(),
            reason,
            delivery.bodySha256(),
            delivery.bodyBytes(),
            ctx.ip()));
  }

  private static Problem notBelieved(Source source) {
    Problem problem =
        Problem.of(
            401,
            "signature-invalid",
            "Not verified",
            "The delivery does not verify as one of this source. Check the secret, the clock, and"
                + " that nothing on the way changes the body.");
    return source.kind() == Kind.basic
        ? problem.withHeader("WWW-Authenticate", "Basic realm=\"hooks\"")
        : problem;
  }

  private static void answer(Context ctx, Handshake.Answer answer) {
    answer.headers().forEach(ctx::header);
    String mediaType = answer.mediaType();
    if (mediaType != null) {
      ctx.contentType(mediaType);
    }
    ctx.status(200).result(answer.body());
  }

  private static void answerKept(Context ctx, boolean isShown, Intake.Accepted kept) {
    if (isShown) {
      ctx.header("Location", Paths.event(kept.event().eid())).status(200);
    } else {
      EventsApi.answerKept(ctx, 202, Receipts.of(kept));
    }
  }
}
