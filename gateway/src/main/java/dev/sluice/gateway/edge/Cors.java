package dev.sluice.gateway.edge;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a browser is told of calls across origins. It asks before it shows a key, so that the answer
 * is for the origins of all keys; a call itself must come from one of its own key's. Where no key
 * has origins nothing is said at all, and browsers keep other pages out. The codec has origins of
 * its own: those alone may call it, also with credentials, and no other page may. Immutable.
 */
final class Cors {

  private static final String API = "/v1/";
  private static final String METHODS = "GET, POST, PUT";
  private static final String READABLE =
      "Location, Retry-After, Preference-Applied, WWW-Authenticate";
  private static final Pattern HEADER_NAMES =
      Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~, -]{1,4096}");

  private final String under;
  private final Set<String> origins;
  private final boolean isCodec;

  private Cors(String under, Set<String> origins, boolean isCodec) {
    this.under = under;
    this.origins = origins;
    this.isCodec = isCodec;
  }

  static Cors ofApi(Set<String> origins) {
    return new Cors(API, origins, false);
  }

  static Cors ofCodec(Set<String> origins) {
    return new Cors(CodecApi.PATH, origins, true);
  }

  /** Whether a page may call, which its browser asks without a key. */
  void answerPreflight(Context ctx) {
    String origin = ctx.header("Origin");
    boolean isPreflight =
        ctx.method().equals(HandlerType.OPTIONS)
            && origin != null
            && ctx.header("Access-Control-Request-Method") != null;
    if (origins.isEmpty() || !isPreflight || !ctx.path().startsWith(under)) {
      return;
    }
    ctx.header("Vary", "Origin, Access-Control-Request-Headers");
    if (!origins.contains(origin)) {
      throw foreign(origin);
    }
    allow(ctx, origin);
    ctx.header("Access-Control-Allow-Methods", isCodec ? "POST" : METHODS);
    String asked = ctx.header("Access-Control-Request-Headers");
    if (asked != null && HEADER_NAMES.matcher(asked).matches()) {
      ctx.header("Access-Control-Allow-Headers", asked);
    }
    ctx.header("Access-Control-Max-Age", "600");
    ctx.status(204).skipRemainingHandlers();
  }

  /** An unknown key is told so in a way that the page of a known origin can read. */
  void answer(Context ctx, Optional<Caller> caller) {
    if (origins.isEmpty() && !isCodec) {
      return;
    }
    ctx.header("Vary", "Origin");
    String origin = ctx.header("Origin");
    boolean isOpen = !isCodec && caller.filter(one -> one.origins().isEmpty()).isPresent();
    if (origin == null || isOpen) {
      return;
    }
    if (isAllowed(origin, caller)) {
      allow(ctx, origin);
      ctx.header("Access-Control-Expose-Headers", READABLE);
    } else if (caller.isPresent()) {
      throw foreign(origin);
    }
  }

  /**
   * Whether this is known to be sent by a page that may call as whoever sits there: a browser does
   * not let a page choose its origin, and a call of a page of another one got an answer above.
   */
  boolean vouchesFor(Context ctx) {
    String origin = ctx.header("Origin");
    return isCodec && origin != null && origins.contains(origin);
  }

  private boolean isAllowed(String origin, Optional<Caller> caller) {
    Set<String> ofKey = caller.map(Caller::origins).orElse(origins);
    return isCodec
        ? origins.contains(origin) && (ofKey.isEmpty() || ofKey.contains(origin))
        : ofKey.contains(origin);
  }

  private void allow(Context ctx, String origin) {
    ctx.header("Access-Control-Allow-Origin", origin);
    if (isCodec) {
      ctx.header("Access-Control-Allow-Credentials", "true");
    }
  }

  private Problem foreign(String origin) {
    return Problem.of(
        403,
        "origin-not-allowed",
        "Origin not allowed",
        isCodec
            ? "encryption.origins does not name " + origin + ", or the key is not for its pages."
            : "The key is not for web pages of " + origin + ".");
  }
}
