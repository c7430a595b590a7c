package dev.sluice.gateway.console;

import dev.sluice.gateway.edge.Problem;
import dev.sluice.gateway.edge.Rules;
import io.javalin.http.Context;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Forms are sent by our own pages: a browser says whose page sends, and others may not. Where it
 * says that it is the same site's, no proxy before us can have made that another; else the origin
 * is ours by the name that we are called by, or by the public one, which a proxy may have replaced.
 */
final class SameOrigin {

  private static final String OURS = "sent-by-our-page";

  private final Optional<String> flagged;
  private final Supplier<Rules> rules;

  /**
   * @param consoleUrl where people reach the console, as far as the process was told so
   * @param rules where they reach it, as far as the configuration says so
   */
  SameOrigin(@Nullable String consoleUrl, Supplier<Rules> rules) {
    this.flagged = Optional.ofNullable(consoleUrl).flatMap(SameOrigin::origin);
    this.rules = rules;
  }

  void check(Context ctx) {
    if (isDrawnIn(ctx)) {
      throw Problem.of(
          403,
          "foreign-origin",
          "Foreign origin",
          "A page of another site may lead to the console, and show nothing of it.");
    }
    if (ctx.method().name().equals("POST") && !isOurs(ctx)) {
      throw Problem.of(
          403,
          "foreign-origin",
          "Foreign origin",
          "This form was sent by a page of another site. Open the console and send it there; if a"
              + " proxy stands before this gateway, tell it its public URL.");
    }
    ctx.attribute(OURS, isTold(ctx));
  }

  /** Whether its browser has said that a page of ours sends it. Who says nothing may be anybody. */
  static boolean isOfOurPage(Context ctx) {
    return Boolean.TRUE.equals(ctx.<Boolean>attribute(OURS));
  }

  private static boolean isTold(Context ctx) {
    String site = ctx.header("Sec-Fetch-Site");
    return site == null ? ctx.header("Origin") != null : site.equals("same-origin");
  }

  /** Where nobody needs a key, anybody's page could make the browsers of its visitors search. */
  private static boolean isDrawnIn(Context ctx) {
    return "cross-site".equals(ctx.header("Sec-Fetch-Site"))
        && !"document".equals(ctx.header("Sec-Fetch-Dest"));
  }

  private boolean isOurs(Context ctx) {
    String site = ctx.header("Sec-Fetch-Site");
    if (site != null) {
      return site.equals("same-origin") || site.equals("none");
    }
    String origin = ctx.header("Origin");
    return origin == null || isPublic(origin) || isOf(origin, ctx.host());
  }

  private boolean isPublic(String origin) {
    Optional<String> asked = origin(origin);
    return asked.isPresent()
        && (asked.equals(flagged)
            || asked.equals(
                rules.get().access().publicUrl().map(URI::toString).flatMap(SameOrigin::origin)));
  }

  private static boolean isOf(String origin, @Nullable String host) {
    return host != null
        && origin(origin)
            .filter(each -> each.endsWith("//" + host.toLowerCase(Locale.ROOT)))
            .isPresent();
  }

  /** Scheme and authority, as a browser writes them: without the port that the scheme has. */
  private static Optional<String> origin(String url) {
    try {
      URI uri = new URI(url);
      return uri.getAuthority() == null ? Optional.empty() : Optional.of(written(uri));
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  private static String written(URI uri) {
    String origin = (uri.getScheme() + "://" + uri.getAuthority()).toLowerCase(Locale.ROOT);
    boolean isPlain = origin.startsWith("http://") && origin.endsWith(":80");
    boolean isEncrypted = origin.startsWith("https://") && origin.endsWith(":443");
    return isPlain || isEncrypted ? origin.substring(0, origin.lastIndexOf(':')) : origin;
  }
}
