package dev.sluice.gateway.console;

import dev.sluice.gateway.edge.Forms;
import dev.sluice.gateway.edge.Visitor;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How a reader likes the pages: kept in cookies that say nothing else. */
record Settings(Theme theme, boolean hasKeys) {

  /** Light, dark, or as the reader's system says. */
  enum Theme {
    auto,
    light,
    dark
  }

  static final String PATH = Console.PATH + "/settings";

  private static final String THEME = "sluice-theme";
  private static final String KEYS = "sluice-keys";
  private static final String OFF = "off";
  private static final int YEAR = 365 * 24 * 60 * 60;

  static Settings of(Context ctx) {
    return new Settings(theme(ctx.cookie(THEME)), !OFF.equals(ctx.cookie(KEYS)));
  }

  private static Theme theme(@Nullable String word) {
    for (Theme each : Theme.values()) {
      if (each.name().equals(word)) {
        return each;
      }
    }
    return Theme.auto;
  }

  /** Answers the form, and leads back to where it stood. */
  static void choose(Context ctx) {
    String theme = Forms.field(ctx, "theme");
    if (theme != null) {
      keep(ctx, THEME, theme(theme).name());
    }
    String keys = Forms.field(ctx, "keys");
    if (keys != null) {
      keep(ctx, KEYS, OFF.equals(keys) ? OFF : "on");
    }
    ctx.redirect(back(ctx), HttpStatus.SEE_OTHER);
  }

  private static void keep(Context ctx, String name, String value) {
    ctx.res()
        .addHeader(
            "Set-Cookie",
            name
                + "="
                + value
                + "; Path="
                + Console.PATH
                + "; Max-Age="
                + YEAR
                + "; HttpOnly; SameSite=Lax"
                + Visitor.cookieAttributes(ctx));
  }

  /** Never to anywhere else. */
  private static String back(Context ctx) {
    String asked = Objects.requireNonNullElse(Forms.field(ctx, "back"), "");
    return Links.isOurs(asked) ? asked : Links.EVENTS;
  }
}
