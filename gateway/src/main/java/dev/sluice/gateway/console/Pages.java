package dev.sluice.gateway.console;

import dev.sluice.gateway.edge.Forms;
import dev.sluice.gateway.edge.Problem;
import dev.sluice.gateway.edge.Role;
import dev.sluice.gateway.edge.Visitor;
import dev.sluice.gateway.jdk.Sha256;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import io.javalin.http.Context;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Renders the templates, which are classes beside this one. Safe for many threads. */
final class Pages {

  /** In answers that tell nothing new since nobody looked: the page says that it is not live. */
  static final String NOT_LOOKED = "Sluice-Not-Looked";

  private static final String BACK = "back";

  private final TemplateEngine engine =
      TemplateEngine.createPrecompiled(
          null, ContentType.Html, Pages.class.getClassLoader(), Pages.class.getPackageName());
  private final Assets assets;

  Pages(Assets assets) {
    this.assets = assets;
  }

  Assets assets() {
    return assets;
  }

  /** Whether a page that is open already asks for what is new on it. */
  static boolean isPoll(Context ctx) {
    return ctx.header("HX-Request") != null;
  }

  /** For a request that the door has let in. */
  Frame frame(Context ctx, Area area, String title) {
    return frame(ctx, area, true, title, Visitor.of(ctx));
  }

  private Frame frame(
      Context ctx, @Nullable Area area, boolean hasNav, String title, @Nullable Visitor visitor) {
    return new Frame(
        title,
        area,
        hasNav,
        visitor,
        visitor != null && Visitor.may(ctx, Role.operate),
        Settings.of(ctx),
        here(ctx, area),
        area == null || isPoll(ctx) ? null : Notice.take(ctx),
        assets);
  }

  /** What a form was sent to is no page to come back to; the one that it stood on is. */
  private static String here(Context ctx, @Nullable Area area) {
    if (isForm(ctx)) {
      return stoodOn(ctx).orElse(area == null ? Links.EVENTS : area.path());
    }
    String query = ctx.queryString();
    return ctx.req().getRequestURI() + (query == null ? "" : "?" + query);
  }

  private static boolean isForm(Context ctx) {
    return !ctx.method().name().equals("GET");
  }

  /** As the browser tells of our own pages, and of no others. Of its host nothing is taken. */
  private static Optional<String> stoodOn(Context ctx) {
    if (!SameOrigin.isOfOurPage(ctx)) {
      return Optional.empty();
    }
    try {
      URI page = new URI(Objects.requireNonNullElse(ctx.header("Referer"), ""));
      String query = page.getRawQuery();
      return Optional.of(page.getRawPath() + (query == null ? "" : "?" + query))
          .filter(Links::isOurs);
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  String render(String template, Object view) {
    StringOutput page = new StringOutput();
    engine.render(template + ".jte", view, page);
    return page.toString();
  }

  void show(Context ctx, String template, Object view) {
    ctx.contentType("text/html; charset=utf-8")
        .result(render(template, view).getBytes(StandardCharsets.UTF_8));
  }

  /** What tells one content of a page from another. */
  static String mark(String rendered) {
    return Sha256.hexOf(rendered.getBytes(StandardCharsets.UTF_8)).substring(0, 16);
  }

  /** Where whoever has sent this form goes back to, should it be refused. */
  static void leadBack(Context ctx, String where) {
    ctx.attribute(BACK, where);
  }

  private static Optional<String> back(Context ctx, boolean isOurForm) {
    return Optional.ofNullable(ctx.<String>attribute(BACK))
        .or(() -> isOurForm ? stoodOn(ctx) : Optional.empty());
  }

  /** What another site's page made a browser send is never shown as what its reader wrote. */
  private static boolean isOurForm(Context ctx, Problem problem) {
    return isForm(ctx) && SameOrigin.isOfOurPage(ctx) && !problem.type().equals("csrf-missing");
  }

  /** Somebody wrote it, and is not to write it twice. */
  private static Optional<String> said(Context ctx) {
    return Forms.written(ctx, "comment").or(() -> Forms.written(ctx, "reason"));
  }

  /** With the status that the problem was answered with. */
  void show(Context ctx, Problem problem) {
    boolean isStranger = problem.status() == 401;
    Visitor visitor = Visitor.find(ctx).orElse(null);
    Frame frame = frame(ctx, null, !isStranger, problem.title(), visitor);
    boolean isOurForm = isOurForm(ctx, problem);
    show(
        ctx,
        "problem",
        new ProblemView(
            frame,
            problem,
            isStranger,
            isStranger && Visitor.hadSession(ctx),
            problem.status() == 404 ? null : back(ctx, isOurForm).orElse(null),
            isOurForm ? said(ctx).orElse(null) : null));
  }
}
