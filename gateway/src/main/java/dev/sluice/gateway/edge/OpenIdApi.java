package dev.sluice.gateway.edge;

import dev.sluice.gateway.people.Flow;
import dev.sluice.gateway.people.Identity;
import dev.sluice.gateway.people.OpenId;
import dev.sluice.gateway.people.OpenIdFailed;
import dev.sluice.gateway.people.OpenIdSettings;
import dev.sluice.gateway.people.Sessions;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * {@code /console/sign-in/openid} sends the browser to the provider of identities, and {@code
 * /console/sign-in/return} takes it back. Whoever is not one of ours is told so, and by which name.
 */
public final class OpenIdApi implements Edge.Api {

  static final String PATH = SignInApi.PATH + "/openid";
  private static final String RETURN = SignInApi.PATH + "/return";

  private final OpenId openId;
  private final Sessions sessions;
  private final SignInApi signIn;
  private final Executor threads;

  public OpenIdApi(OpenId openId, Sessions sessions, SignInApi signIn, Executor threads) {
    this.openId = openId;
    this.sessions = sessions;
    this.signIn = signIn;
    this.threads = threads;
  }

  /** A provider, and where it sends people back to. */
  private record Asked(OpenIdSettings settings, URI back) {

    static Optional<Asked> of(Access access) {
      OpenIdSettings settings = access.signIn().openId();
      URI publicUrl = access.signIn().publicUrl();
      return settings == null || publicUrl == null
          ? Optional.empty()
          : Optional.of(new Asked(settings, publicUrl.resolve(RETURN)));
    }
  }

  /** Where to sign in, and then go on to a page of ours. */
  static String path(String next) {
    return PATH + "?next=" + URLEncoder.encode(next, StandardCharsets.UTF_8);
  }

  @Override
  public void routes(RoutesConfig routes) {
    routes.get(PATH, this::begin, Role.open);
    routes.get(RETURN, this::finish, Role.open);
  }

  private void begin(Context ctx) {
    Access access = Door.inForce(ctx).access();
    Optional<Asked> asked = Asked.of(access);
    if (asked.isEmpty()) {
      SignInApi.seeOther(ctx, SignInApi.PATH);
      return;
    }
    Flow flow = openId.flow(sessions.randomToken(), SignInApi.next(ctx));
    ctx.future(
        () -> CompletableFuture.runAsync(() -> begin(ctx, access, asked.get(), flow), threads));
  }

  private void begin(Context ctx, Access access, Asked asked, Flow flow) {
    try {
      URI where = openId.begin(asked.settings(), asked.back(), flow);
      Cookies.flow(access.signIn()).set(ctx, flow.cookie(), Flow.LIFE);
      SignInApi.seeOther(ctx, where.toString());
    } catch (OpenIdFailed e) {
      signIn.show(ctx, status(e), e.word());
    }
  }

  private void finish(Context ctx) {
    Access access = Door.inForce(ctx).access();
    Optional<Flow> flow = Cookies.flow(access.signIn()).written(ctx).flatMap(Flow::of);
    Optional<Asked> asked = Asked.of(access);
    if (flow.isEmpty() || asked.isEmpty()) {
      signIn.fail(ctx, 400, "Signing in took too long, or was begun elsewhere.");
      return;
    }
    ctx.future(
        () ->
            CompletableFuture.supplyAsync(() -> who(ctx, access, asked.get(), flow.get()), threads)
                .thenCompose(
                    who ->
                        who.isEmpty()
                            ? CompletableFuture.completedFuture(null)
                            : begin(ctx, access, who.get(), flow.get())));
  }

  private CompletableFuture<Void> begin(Context ctx, Access access, Identity who, Flow flow) {
    // Looked at again: it comes from a cookie.
    return signIn.begin(ctx, access, who, SignInApi.ofConsole(flow.next()));
  }

  /** Empty: it is answered why not. */
  private Optional<Identity> who(Context ctx, Access access, Asked asked, Flow flow) {
    try {
      String value = openId.finish(asked.settings(), asked.back(), flow, ctx.queryParamMap());
      Cookies.flow(access.signIn()).clear(ctx);
      Optional<Identity> who = access.signInByProvider(value);
      if (who.isEmpty()) {
        signIn.fail(
            ctx,
            403,
            "The provider knows you as "
                + value
                + ", and nobody here is known by that. Ask whoever runs this gateway to add you to"
                + " people.members.");
      }
      return who;
    } catch (OpenIdFailed e) {
      if (e.why() != OpenIdFailed.Why.stale) {
        // Else any page that leads here would end what is under way.
        Cookies.flow(access.signIn()).clear(ctx);
      }
      if (e.why() == OpenIdFailed.Why.unavailable) {
        signIn.show(ctx, status(e), e.word(), SignInApi.ofConsole(flow.next()));
      } else {
        signIn.fail(ctx, status(e), e.word());
      }
      return Optional.empty();
    }
  }

  private static int status(OpenIdFailed failure) {
    return switch (failure.why()) {
      case stale -> 400;
      case refused -> 403;
      case unavailable -> 503;
    };
  }
}
