package dev.sluice.gateway.edge;

import java.util.List;
import java.util.Map;

/**
 * A page to sign in or out, or to answer by a link, as plain as a page can be: whatever comes from
 * elsewhere is escaped, nothing is run, and nothing is loaded but its look.
 */
final class SignInPage {

  /** A form of one button; {@code fields} are what it says. */
  record Button(String label, String action, Map<String, String> fields) {}

  static final String POLICY =
      "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self';"
          + " frame-ancestors 'none'; base-uri 'none'";

  private final StringBuilder body = new StringBuilder();

  /**
   * @param word what happened, empty where nothing did
   * @param theme as the console has it
   */
  SignInPage(String title, String word, SignInApi.Look look, String theme) {
    body.append(
        """
        <!doctype html>
        <html lang="en" data-theme="%4$s"><head><meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>%1$s · Sluice</title>
        <link rel="icon" type="image/svg+xml" href="%3$s">
        <link rel="stylesheet" href="%2$s"></head>
        <body><header class="top"><div class="bar"><a class="brand" href="/console"><img src="%3$s"
          alt="" width="26" height="26"> Sluice</a></div></header>
        <main><div class="alone card"><h1>%1$s</h1>
        """
            .formatted(
                escaped(title), escaped(look.style()), escaped(look.icon()), escaped(theme)));
    if (!word.isEmpty()) {
      body.append("<p class=\"note\" role=\"alert\">").append(escaped(word)).append("</p>\n");
    }
  }

  SignInPage says(String text) {
    body.append("<p>").append(escaped(text)).append("</p>\n");
    return this;
  }

  SignInPage link(String href, String text) {
    body.append("<p><a href=\"%s\">%s</a></p>\n".formatted(escaped(href), escaped(text)));
    return this;
  }

  /** What most people want here. */
  SignInPage first(String href, String text) {
    body.append(
        "<p><a class=\"button primary\" href=\"%s\">%s</a></p>\n"
            .formatted(escaped(href), escaped(text)));
    return this;
  }

  SignInPage button(Button button) {
    open(button.action(), button.fields());
    body.append(
        "<p><button class=\"primary\">%s</button></p></form>\n".formatted(escaped(button.label())));
    return this;
  }

  /**
   * @param isFirst nothing else on the page is what most people want
   */
  SignInPage keyForm(String name, Map<String, String> fields, boolean isFirst) {
    open(SignInApi.PATH, fields);
    body.append(
        """
        <p><label>Name of the key <input name="name" value="%s" autocomplete="username" required
          maxlength="200"></label></p>
        <p><label>Key <input name="key" type="password" autocomplete="current-password" required
          maxlength="4096"></label></p>
        <p><button%s>Sign in</button></p></form>
        """
            .formatted(escaped(name), isFirst ? " class=\"primary\"" : ""));
    return this;
  }

  /** One button for each answer, and room for a remark. */
  SignInPage answerForm(String action, List<String> choices) {
    open(action, Map.of());
    body.append(
        """
        <p><label>Comment <textarea name="comment" rows="3" maxlength="4096"></textarea></label></p>
        <p>
        """);
    for (String choice : choices) {
      body.append(
          "<button class=\"primary\" name=\"decision\" value=\"%1$s\">%1$s</button>\n"
              .formatted(escaped(choice)));
    }
    body.append("</p></form>\n");
    return this;
  }

  String html() {
    return body + "</div></main></body></html>\n";
  }

  private void open(String action, Map<String, String> fields) {
    body.append("<form method=\"post\" action=\"%s\">\n".formatted(escaped(action)));
    for (String name : fields.keySet().stream().sorted().toList()) {
      body.append(
          "<input type=\"hidden\" name=\"%s\" value=\"%s\">\n"
              .formatted(escaped(name), escaped(String.valueOf(fields.get(name)))));
    }
  }

  private static String escaped(String text) {
    String escaped = text;
    for (List<String> pair :
        List.of(
            List.of("&", "&amp;"),
            List.of("<", "&lt;"),
            List.of(">", "&gt;"),
            List.of("\"", "&quot;"),
            List.of("'", "&#39;"))) {
      escaped = escaped.replace(pair.get(0), pair.get(1));
    }
    return escaped;
  }
}
