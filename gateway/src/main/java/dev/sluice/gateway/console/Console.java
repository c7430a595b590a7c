package dev.sluice.gateway.console;

import dev.sluice.gateway.edge.Edge;
import dev.sluice.gateway.edge.Problem;
import dev.sluice.gateway.edge.Role;
import dev.sluice.gateway.edge.SignInApi;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code /console}: pages that a browser can read and act on without a script, and livelier with
 * one. What goes wrong below this path is said as a page too. No page may load, frame or send to
 * anything of another host.
 */
public final class Console implements Edge.Api {

  static final String PATH = "/console";

  private static final Logger log = LoggerFactory.getLogger(Console.class);

  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
          + " form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

  private final Pages pages;
  private final SameOrigin sameOrigin;
  private final List<Edge.Api> parts;

  public Console(Shown shown, Executor threads) {
    Turns turns = new Turns(2);
    // What goes through all that there is has a turn of its own, or lists wait for it.
    Turns whole = new Turns(1);
    this.pages = new Pages(Assets.load());
    this.sameOrigin = new SameOrigin(shown.about().consoleUrl(), shown.rules());
    this.parts =
        List.of(
            pages.assets(),
            new EventPages(shown, pages, turns),
            new TaskPages(shown, pages, turns),
            new TaskActs(shown, threads),
            new RunPages(shown, pages, turns, threads),
            new DeadLetterPages(shown, pages, turns, whole),
            new DeadLetterActs(shown, threads),
            new RedrivePages(shown, pages, whole, threads),
            new RoutePages(shown, pages, threads),
            new SourcePages(shown, pages),
            new HealthPage(shown, pages));
  }

  @Override
  public void routes(RoutesConfig routes) {
    routes.get(PATH, ctx -> ctx.redirect(Links.EVENTS), Role.read);
    routes.post(Settings.PATH, Settings::choose, Role.open);
    routes.before(PATH + "/*", sameOrigin::check);
    parts.forEach(part -> part.routes(routes));
    routes.after(PATH, this::dress);
    routes.after(PATH + "/*", this::dress);
  }

  private void dress(Context ctx) {
    Optional<Problem> problem;
    try {
      protect(ctx);
      problem = Problem.answered(ctx);
    } catch (RuntimeException e) {
      // A server that stops has taken the request back. Javalin would hand us its failure for ever.
      log.warn("A request of the console was gone before its answer: {}", e.toString());
      return;
    }
    problem.filter(each -> isRead(ctx)).ifPresent(each -> pages.show(ctx, each));
  }

  /** By a person: a program is answered as the API does. */
  private static boolean isRead(Context ctx) {
    String accept = ctx.header("Accept");
    return accept != null && accept.contains("text/html");
  }

  /** How the page to sign in looks, which is not one of ours. */
  public SignInApi.Look look() {
    return new SignInApi.Look(pages.assets().url("console.css"), pages.assets().url("icon.svg"));
  }

  /** A part that has to say something else has said it already. */
  private static void protect(Context ctx) {
    HttpServletResponse answer = ctx.res();
    if (answer.getHeader("Content-Security-Policy") == null) {
      ctx.header("Content-Security-Policy", POLICY);
    }
    if (answer.getHeader("Cache-Control") == null) {
      ctx.header("Cache-Control", "no-store");
    }
    ctx.header("X-Frame-Options", "DENY");
    // Not less: a form that tells no origin of its own is refused at the door.
    ctx.header("Referrer-Policy", "same-origin");
  }
}
