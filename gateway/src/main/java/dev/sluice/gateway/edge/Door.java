package dev.sluice.gateway.edge;

import dev.sluice.gateway.edge.Credentials.Known;
import dev.sluice.gateway.people.OpenSessions;
import dev.sluice.gateway.people.People;
import io.javalin.config.Key;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Who may come in, before anything is read. Where every local caller has every role, a web page in
 * the same person's browser must not be one: neither by a name that it made point here (the host is
 * checked) nor by a post across origins.
 */
final class Door {

  /** What is in force at any time, for requests that last. */
  static final Key<Supplier<? extends HasAccess>> NOW = new Key<>("in-force");

  /** As whom the holder of a session's token has signed in. */
  static final Key<OpenSessions> SESSIONS = new Key<>("sessions");

  private static final String KNOWN = "known";
  private static final String IN_FORCE = "inForce";
  private static final Set<String> SAFE = Set.of("GET", "HEAD");

  private Door() {}

  /** Each request meets what is in force when it comes, and nothing else. */
  static void guard(RoutesConfig routes, Supplier<? extends HasAccess> inForce) {
    routes.before(ctx -> ctx.attribute(IN_FORCE, inForce.get()));
    routes.before(Door::refuseForeignPages);
    routes.before(ctx -> cors(ctx).answerPreflight(ctx));
    routes.beforeMatched(Door::letIn);
  }

  private static Access access(Context ctx) {
    return inForce(ctx).access();
  }

  /** Those by which the request was let in, also when others are in force by now. */
  static Rules rules(Context ctx) {
    return rules(inForce(ctx));
  }

  private static Rules rules(HasAccess inForce) {
    if (inForce instanceof Rules rules) {
      return rules;
    }
    throw new IllegalStateException("The server was opened without rules");
  }

  /** What is in force whenever it is asked for. */
  static Supplier<? extends HasAccess> later(Context ctx) {
    return ctx.appData(NOW);
  }

  /**
   * The way of lines that come later, by what is in force then.
   *
   * @throws Problem when the key may publish no more
   */
  static Supplier<LineIntake.Way> laterLines(Context ctx) {
    Supplier<? extends HasAccess> now = later(ctx);
    OpenSessions sessions = ctx.appData(SESSIONS);
    Credentials credentials = Credentials.of(ctx, access(ctx));
    return () -> {
      Rules rules = rules(now.get());
      Known known = allowed(credentials.known(rules.access(), sessions::use), Role.publish);
      return new LineIntake.Way(rules.intake(), known.caller());
    };
  }

  static HasAccess inForce(Context ctx) {
    return Objects.requireNonNull(ctx.<HasAccess>attribute(IN_FORCE), "The door sets the rules");
  }

  private static Cors cors(Context ctx) {
    HasAccess rules = inForce(ctx);
    return ctx.path().startsWith(CodecApi.PATH)
        ? Cors.ofCodec(rules.codecOrigins())
        : Cors.ofApi(rules.access().origins());
  }

  /** Who is told of as the one who did it. */
  static String actor(Context ctx) {
    return who(ctx).actor();
  }

  static Caller who(Context ctx) {
    return known(ctx).caller();
  }

  static People people(Context ctx) {
    return access(ctx).people();
  }

  static Known known(Context ctx) {
    return found(ctx).orElseThrow(() -> new IllegalStateException("The door sets who it is"));
  }

  /** Who it is, let in or not; none for strangers. */
  static Optional<Known> found(Context ctx) {
    return Optional.ofNullable(ctx.<Known>attribute(KNOWN));
  }

  /** Who it is where anybody may come, and nobody was asked. */
  static Optional<Known> anybody(Context ctx) {
    OpenSessions sessions = ctx.appData(SESSIONS);
    return Credentials.of(ctx, access(ctx))
        .known(access(ctx), token -> isByItself(ctx) ? sessions.find(token) : sessions.use(token));
  }

  /** A page that is open asks so what is new on it, whether somebody sits there or not. */
  private static boolean isByItself(Context ctx) {
    return ctx.method().equals(HandlerType.GET) && ctx.header("HX-Request") != null;
  }

  /** What the forms of a page say that is shown to whoever has a session. */
  static String csrf(Context ctx) {
    return Cookies.session(access(ctx).signIn()).read(ctx).map(Csrf::of).orElse("");
  }

  private static void refuseForeignPages(Context ctx) {
    ctx.header("X-Content-Type-Options", "nosniff");
    // A provider calls us by our public name, and no page of a browser can sign as one.
    if (!access(ctx).isThisMachineOnly() || ctx.path().startsWith(HooksApi.PATH)) {
      return;
    }
    if (!Loopback.isHostHeader(ctx.host())) {
      throw Problem.of(
          403,
          "foreign-host",
          "Foreign host name",
          "Without access keys only this machine is served: call it as localhost or 127.0.0.1.");
    }
    String origin = ctx.header("Origin");
    boolean changes = !SAFE.contains(ctx.method().name());
    if (changes && origin != null && !Loopback.isOrigin(origin)) {
      throw Problem.of(
          403,
          "foreign-origin",
          "Foreign origin",
          "Without access keys no web page of another origin may send here.");
    }
  }

  private static void letIn(Context ctx) {
    Role needed =
        ctx.routeRoles().stream()
            .filter(Role.class::isInstance)
            .map(Role.class::cast)
            .findFirst()
            .orElse(Role.admin);
    if (needed == Role.open) {
      return;
    }
    Optional<Known> known = anybody(ctx);
    Cors cors = cors(ctx);
    cors.answer(ctx, known.map(Known::caller));
    known.ifPresent(who -> ctx.attribute(KNOWN, who));
    if (allowed(known, needed).isByBrowser()) {
      // Whoever sits there after signing out finds nothing by the browser's way back.
      ctx.header("Cache-Control", "no-store");
      if (!SAFE.contains(ctx.method().name()) && !cors.vouchesFor(ctx)) {
        refuseForgeries(ctx);
      }
    }
  }

  /** A browser sends its session with whatever any page makes it send. */
  static void refuseForgeries(Context ctx) {
    Optional<String> session = Cookies.session(access(ctx).signIn()).read(ctx);
    if (session.filter(token -> Csrf.isSaid(ctx, token)).isEmpty()) {
      throw Csrf.missing();
    }
  }

  private static Known allowed(Optional<Known> known, Role needed) {
    Known who = known.orElseThrow(Door::unknown);
    if (!who.caller().may(needed)) {
      throw Problem.of(
          403,
          "forbidden",
          "Not allowed",
          "This needs the role " + needed + ", which " + lacking(who) + " lacks.");
    }
    return who;
  }

  private static String lacking(Known who) {
    return who.isByBrowser() ? "who has signed in" : "the key";
  }

  private static Problem unknown() {
    return Problem.of(
            401,
            "unauthorized",
            "Who are you?",
            "Send an API key of the configuration: Authorization: Bearer KEY. People sign in at "
                + SignInApi.PATH
                + ".")
        .withHeader("WWW-Authenticate", "Bearer");
  }
}
