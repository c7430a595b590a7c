package dev.sluice.gateway.edge;

import dev.sluice.gateway.jdk.Sha256;
import io.javalin.http.Context;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a page must say beside the cookie that a browser sends by itself: made of the cookie's
 * value, which another site's page cannot read. It tells nothing of that value.
 */
final class Csrf {

  static final String FIELD = "csrf";
  static final String HEADER = "X-CSRF-Token";

  /** Forms are in UTF-8 since browsers are; what says otherwise is none of ours. */
  private static final Pattern FORM =
      Pattern.compile("(?i)application/x-www-form-urlencoded(?: *; *charset=\"?utf-8\"?)?");

  static final int LARGEST_FORM = 64 * 1024;

  private Csrf() {}

  static String of(String cookie) {
    byte[] hash = Sha256.of(("csrf\n" + cookie).getBytes(StandardCharsets.UTF_8));
    return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
  }

  static boolean isSaid(Context ctx, String cookie) {
    String header = ctx.header(HEADER);
    String said = header == null ? field(ctx) : header;
    return said != null
        && MessageDigest.isEqual(
            said.getBytes(StandardCharsets.UTF_8), of(cookie).getBytes(StandardCharsets.UTF_8));
  }

  static boolean isForm(Context ctx) {
    // As it came: the server fails on a charset that it does not know.
    String type = ctx.header("Content-Type");
    int length = ctx.req().getContentLength();
    return type != null && FORM.matcher(type).matches() && length >= 0 && length <= LARGEST_FORM;
  }

  private static @Nullable String field(Context ctx) {
    return isForm(ctx) ? ctx.formParam(FIELD) : null;
  }

  static Problem missing() {
    return Problem.of(
        403,
        "csrf-missing",
        "Not from our page",
        "A request by a session must say the page's token too, in the field "
            + FIELD
            + " or the header "
            + HEADER
            + ". Load the page again and send it from there; programs send a key instead.");
  }
}
