package dev.sluice.gateway.edge;

import dev.sluice.gateway.people.Sessions;
import dev.sluice.gateway.people.SignIn;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.jetty.http.HttpCookie;
import org.eclipse.jetty.server.Request;

/**
 * A cookie of ours, that no script reads. Where people come by https its name says that only this
 * host can have set it, and browsers hold to that.
 *
 * @param sameSite {@code Strict}, or {@code Lax} where a link from elsewhere must find it
 */
record Cookies(String name, String sameSite, boolean isEncrypted) {

  /** Lax: a link in a message leads to a task, and whoever follows it is signed in. */
  static Cookies session(SignIn signIn) {
    return of("sluice-session", "Lax", signIn);
  }

  /** Of a form that is shown before anybody is known. */
  static Cookies form(SignIn signIn) {
    return of("sluice-form", "Strict", signIn);
  }

  /** Lax: the browser comes back with it from the provider's page. */
  static Cookies flow(SignIn signIn) {
    return of("sluice-flow", "Lax", signIn);
  }

  private static Cookies of(String name, String sameSite, SignIn signIn) {
    boolean encrypted = signIn.isEncrypted();
    return new Cookies((encrypted ? "__Host-" : "") + name, sameSite, encrypted);
  }

  Optional<String> read(Context ctx) {
    return Optional.ofNullable(ctx.cookie(name)).filter(Sessions::isToken);
  }

  Optional<String> read(Request request) {
    return Request.getCookies(request).stream()
        .filter(cookie -> cookie.getName().equals(name))
        .map(HttpCookie::getValue)
        .filter(Sessions::isToken)
        .findFirst();
  }

  /** Whatever it is. */
  Optional<String> written(Context ctx) {
    return Optional.ofNullable(ctx.cookie(name));
  }

  void set(Context ctx, String value, Duration age) {
    ctx.res()
        .addHeader(
            "Set-Cookie",
            "%s=%s; Path=/; Max-Age=%d; HttpOnly; SameSite=%s%s"
                .formatted(name, value, age.toSeconds(), sameSite, isEncrypted ? "; Secure" : ""));
  }

  void clear(Context ctx) {
    set(ctx, "", Duration.ZERO);
  }
}
