package dev.sluice.gateway.edge;

import io.javalin.config.Key;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
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

  private static final String CALLER = "caller";
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
    String authorization = ctx.header("Authorization");
    return () -> {
      Rules rules = rules(now.get());
      Caller caller = allowed(rules.access().caller(authorization), Role.publish);
      return new LineIntake.Way(rules.intake(), caller);
    };
  }

  static HasAccess inForce(Context ctx) {
    return Objects.requireNonNull(ctx.<HasAccess>attribute(IN_FORCE), "The door sets the rules");
  }

  private static Cors cors(Context ctx) {
    return new Cors(access(ctx).origins());
  }

  static String caller(Context ctx) {
    return who(ctx).name();
  }

  static Caller who(Context ctx) {
    return Objects.requireNonNull(ctx.<Caller>attribute(CALLER), "The door sets the caller");
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
    Optional<Caller> known = access(ctx).caller(ctx.header("Authorization"));
    cors(ctx).answer(ctx, known);
    ctx.attribute(CALLER, allowed(known, needed));
  }

  private static Caller allowed(Optional<Caller> known, Role needed) {
    Caller caller = known.orElseThrow(Door::unknown);
    if (!caller.may(needed)) {
      throw Problem.of(
          403,
          "forbidden",
          "Not allowed",
          "This needs the role " + needed + ", which the key lacks.");
    }
    return caller;
  }

  private static Problem unknown() {
    return Problem.of(
            401,
            "unauthorized",
            "Who are you?",
            "Send an API key of the configuration: Authorization: Bearer KEY.")
        .withHeader("WWW-Authenticate", "Bearer");
  }
}
