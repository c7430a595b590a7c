package dev.sluice.gateway.edge;

import io.javalin.http.Context;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The forms that our pages send. What is none of them is its sender's fault, never ours. */
public final class Forms {

  private Forms() {}

  /** For a page that refuses a form: what stands in it, as far as it is one and came whole. */
  public static Optional<String> written(Context ctx, String name) {
    try {
      return Optional.ofNullable(Csrf.isForm(ctx) ? ctx.formParam(name) : null)
          .filter(text -> !text.isBlank());
    } catch (Exception e) { // What the server fails by comes undeclared.
      return Optional.empty();
    }
  }

  /**
   * A form without a body has no fields.
   *
   * @throws Problem when the body is no form as our pages send them
   */
  public static @Nullable String field(Context ctx, String name) {
    if (ctx.req().getContentLength() == 0) {
      return null;
    }
    if (!Csrf.isForm(ctx)) {
      throw Problem.of(
          400,
          "bad-parameter",
          "Not understood",
          "This takes a form as the console's pages send it: application/x-www-form-urlencoded in"
              + " UTF-8, its length told, of at most "
              + Csrf.LARGEST_FORM
              + " bytes.");
    }
    return ctx.formParam(name);
  }
}
