package dev.sluice.gateway.edge;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a browser is told of calls across origins. It asks before it shows a key, so that the answer
 * is for the origins of all keys; a call itself must come from one of its own key's. Where no key
 * has origins nothing is said at all, and browsers keep other pages out. Immutable.
 */
final class Cors {

  private static final String API = "/v1/";
  private static final String METHODS = "GET, POST, PUT";
  private static final String READABLE =
      "Location, Retry-After, Preference-Applied, WWW-Authenticate";
  private static final Pattern HEADER_NAMES =
      Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~, -]{1,4096}");

  private final Set<String> origins;

  Cors(Set<String> origins) {
    this.origins = origins;
  }

  /** Whether a page may call, which its browser asks without a key. */
  void answerPreflight(Context ctx) {
    String origin = ctx.header("Origin");
    boolean isPreflight =
        ctx.method().equals(HandlerType.OPTIONS)
            && origin != null
            && ctx.header("Access-Control-Request-Method") != null;
    if (origins.isEmpty() || !isPreflight || !ctx.path().startsWith(API)) {
      return;
    }
    ctx.header("Vary", "Origin, Access-Control-Request-Headers");
    if (!origins.contains(origin)) {
      throw foreign(origin);
    }
    ctx.header("Access-Control-Allow-Origin", origin);
    ctx.header("Access-Control-Allow-Methods", METHODS);
    String asked = ctx.header("Access-Control-Request-Headers");
    if (asked != null && HEADER_NAMES.matcher(asked).matches()) {
      ctx.header("Access-Control-Allow-Headers", asked);
    }
    ctx.header("Access-Control-Max-Age", "600");
    ctx.status(204).skipRemainingHandlers();
  }

  /** An unknown key is told so in a way that the page of a known origin can read. */
  void answer(Context ctx, Optional<Caller> caller) {
    if (origins.isEmpty()) {
      return;
    }
    ctx.header("Vary", "Origin");
    String origin = ctx.header("Origin");
    Set<String> allowed = caller.map(Caller::origins).orElse(origins);
    if (origin == null || allowed.isEmpty()) {
      return;
    }
    if (allowed.contains(origin)) {
      ctx.header("Access-Control-Allow-Origin", origin);
      ctx.header("Access-Control-Expose-Headers", READABLE);
    } else if (caller.isPresent()) {
      throw foreign(origin);
    }
  }

  private static Problem foreign(String origin) {
    return Problem.of(
        403,
        "origin-not-allowed",
        "Origin not allowed",
        "The key is not for web pages of " + origin + ".");
  }
}
