package dev.sluice.gateway.edge;

import dev.sluice.gateway.people.Session;
import io.javalin.http.Context;
import java.util.Optional;
import java.util.function.Function;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * By what a request is known: the key that it shows, or else the session of its browser. Its text
 * form has neither.
 */
record Credentials(@Nullable String authorization, @Nullable String token) {

  /** Who it is, and whether a browser came with that by itself: it would from any page. */
  record Known(Caller caller, boolean isByBrowser) {}

  static Credentials of(Context ctx, Access access) {
    String authorization = ctx.header("Authorization");
    return new Credentials(
        authorization,
        authorization == null ? Cookies.session(access.signIn()).read(ctx).orElse(null) : null);
  }

  /** The same before any handler has the request. */
  static Credentials of(Request request, Access access) {
    String authorization = request.getHeaders().get(HttpHeader.AUTHORIZATION);
    return new Credentials(
        authorization,
        authorization == null ? Cookies.session(access.signIn()).read(request).orElse(null) : null);
  }

  /**
   * @param sessions how they are looked up: whether it is a use of them
   */
  Optional<Known> known(Access access, Function<String, Optional<Session>> sessions) {
    if (token != null) {
      Optional<Caller> signedIn = sessions.apply(token).flatMap(access::signedIn);
      if (signedIn.isPresent()) {
        return Optional.of(new Known(signedIn.get(), true));
      }
    }
    return access.caller(authorization).map(caller -> new Known(caller, false));
  }

  @Override
  public String toString() {
    return "Credentials";
  }
}
