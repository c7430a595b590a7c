package dev.sluice.gateway.edge;

import dev.sluice.gateway.edge.SignInPage.Button;
import dev.sluice.gateway.people.Identity;
import dev.sluice.gateway.people.Person;
import dev.sluice.gateway.people.Sessions;
import dev.sluice.gateway.people.Tries;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * {@code /console/sign-in} and {@code /console/sign-out}. Whoever signs in gets a session of a new
 * token; whoever fails hears the same whatever was wrong, and after some failures waits.
 */
public final class SignInApi implements Edge.Api {

  /** Where its style sheet and its icon are. */
  public record Look(String style, String icon) {}

  static final String PATH = "/console/sign-in";
  static final String OUT = "/console/sign-out";
  static final String HOME = "/console";
  private static final String NEXT = "next";
  private static final String AS = "as";
  private static final String STALE = "That page was too old, or not ours. Please try again.";
  private static final int LONGEST_NEXT = 2_000;
  private static final Duration FORM_AGE = Duration.ofHours(12);

  /** In what browsers leave as it is in an address; never what ends an attribute or the host. */
  private static final Pattern OF_CONSOLE =
      Pattern.compile("/console(?:/[A-Za-z0-9._~%:/@!$'()*,;-]*)?(?:\\?[!-~&&[^\"<>`\\\\]]*)?");

  private final Sessions sessions;
  private final Look look;
  private final Executor threads;
  private final Tries byAddress;
  private final Tries byName;
  private final Counter failed;

  public SignInApi(
      Sessions sessions, Look look, Clock clock, Executor threads, MeterRegistry meters) {
    this.sessions = sessions;
    this.look = look;
    this.threads = threads;
    this.byAddress = new Tries(20, Duration.ofSeconds(15), clock);
    this.byName = new Tries(10, Duration.ofSeconds(30), clock);
    this.failed = Counter.builder("sluice.signins.failed").register(meters);
  }

  @Override
  public void routes(RoutesConfig routes) {
    routes.get(PATH, ctx -> show(ctx, 200, ""), Role.open);
    routes.post(PATH, this::signIn, Role.open);
    routes.post(OUT, this::signOut, Role.open);
  }

  void show(Context ctx, int status, String word) {
    show(ctx, status, word, next(ctx));
  }

  /**
   * @param next the page of ours that signing in leads to
   */
  void show(Context ctx, int status, String word, String next) {
    Access access = Door.inForce(ctx).access();
    SignInPage page = new SignInPage("Sign in", word, look, theme(ctx));
    Optional<Credentials.Known> known = Door.anybody(ctx).filter(Credentials.Known::isByBrowser);
    if (known.isPresent()) {
      page.says("You are signed in as " + name(known.get().caller()) + ".")
          .link(HOME, "To the console")
          .button(new Button("Sign out", OUT, Map.of(Csrf.FIELD, Door.csrf(ctx))));
    } else {
      Map<String, String> fields = Map.of(Csrf.FIELD, formToken(ctx, access), NEXT, next);
      offer(page, access, fields, ctx);
    }
    answer(ctx, status, page);
  }

  private static void offer(
      SignInPage page, Access access, Map<String, String> fields, Context ctx) {
    Optional<Person> only = access.onlyPerson();
    if (!access.isThisMachineOnly()) {
      boolean hasProvider = access.signIn().openId() != null;
      if (hasProvider) {
        page.first(OpenIdApi.path(String.valueOf(fields.get(NEXT))), "Sign in with your account");
      }
      page.keyForm(Objects.requireNonNullElse(field(ctx, "name"), ""), fields, !hasProvider);
      return;
    }
    page.says("No keys are configured: this machine is served, and nobody needs to sign in.")
        .link(HOME, "To the console");
    if (only.isPresent()) {
      String id = only.get().id();
      page.button(
          new Button(
              "Act as " + only.get().name(),
              PATH,
              Map.of(
                  AS,
                  id,
                  Csrf.FIELD,
                  String.valueOf(fields.get(Csrf.FIELD)),
                  NEXT,
                  String.valueOf(fields.get(NEXT)))));
    }
  }

  /** As whoever comes has chosen it in the console. */
  static String theme(Context ctx) {
    String chosen = Objects.requireNonNullElse(ctx.cookie("sluice-theme"), "");
    return chosen.equals("light") || chosen.equals("dark") ? chosen : "auto";
  }

  private static String name(Caller caller) {
    Person person = caller.person();
    return person == null ? caller.name() : person.name();
  }

  /** What the form says, and its browser's cookie with it. */
  private String formToken(Context ctx, Access access) {
    Cookies form = Cookies.form(access.signIn());
    String value = form.read(ctx).orElseGet(sessions::randomToken);
    form.set(ctx, value, FORM_AGE);
    return Csrf.of(value);
  }

  private void signIn(Context ctx) {
    Access access = Door.inForce(ctx).access();
    Optional<String> form = Cookies.form(access.signIn()).read(ctx);
    if (form.filter(value -> Csrf.isSaid(ctx, value)).isEmpty()) {
      show(ctx, 400, STALE);
      return;
    }
    String name = Objects.requireNonNullElse(field(ctx, "name"), "");
    Optional<Identity> who = who(ctx, access, name);
    if (who.isPresent()) {
      ctx.future(() -> begin(ctx, access, who.get(), next(ctx)));
    } else {
      failByKey(ctx, name);
    }
  }

  private void failByKey(Context ctx, String name) {
    Optional<Duration> wait = byAddress.take(network(ctx.ip())).or(() -> byName.take(name));
    fail(ctx, wait, 401, "This name and this key do not fit together.");
  }

  /** Somebody did not come in by a provider, and is told why unless it was too often. */
  void fail(Context ctx, int status, String word) {
    fail(ctx, byAddress.take(network(ctx.ip())), status, word);
  }

  /** Only failures count: nobody can lock out who has the key by failing in his name. */
  private void fail(Context ctx, Optional<Duration> wait, int status, String word) {
    failed.increment();
    if (wait.isEmpty()) {
      show(ctx, status, word);
      return;
    }
    long seconds = wait.get().toSeconds() + 1;
    ctx.header("Retry-After", Long.toString(seconds));
    show(ctx, 429, "Too many tries. Please wait " + seconds + " seconds.");
  }

  private static Optional<Identity> who(Context ctx, Access access, String name) {
    String as = field(ctx, AS);
    if (as != null) {
      return access.onlyPerson().filter(only -> only.id().equals(as)).map(Access::locally);
    }
    String key = field(ctx, "key");
    return key == null ? Optional.empty() : access.signInByKey(name, key.strip());
  }

  /** Completes when the answer is made. */
  CompletableFuture<Void> begin(Context ctx, Access access, Identity who, String next) {
    Cookies session = Cookies.session(access.signIn());
    return sessions
        .begin(who, session.read(ctx))
        .thenAcceptAsync(
            token -> {
              session.set(ctx, token, access.signIn().age());
              Cookies.form(access.signIn()).clear(ctx);
              seeOther(ctx, next);
            },
            threads);
  }

  private void signOut(Context ctx) {
    Cookies session = Cookies.session(Door.inForce(ctx).access().signIn());
    Optional<String> token = session.read(ctx);
    if (token.isEmpty()) {
      seeOther(ctx, PATH);
      return;
    }
    Door.refuseForgeries(ctx);
    ctx.future(
        () ->
            sessions
                .end(token.get())
                .thenAcceptAsync(
                    ended -> {
                      session.clear(ctx);
                      seeOther(ctx, PATH);
                    },
                    threads));
  }

  static String next(Context ctx) {
    return ofConsole(Csrf.isForm(ctx) ? ctx.formParam(NEXT) : ctx.queryParam(NEXT));
  }

  /** A page of the console's own, or else its first: never one of another host. */
  static String ofConsole(@Nullable String asked) {
    return asked != null
            && asked.length() <= LONGEST_NEXT
            && OF_CONSOLE.matcher(asked).matches()
            && !asked.startsWith(PATH)
        ? asked
        : HOME;
  }

  private static @Nullable String field(Context ctx, String name) {
    return Csrf.isForm(ctx) ? ctx.formParam(name) : null;
  }

  /** Whoever has one address of IPv6 has a whole network of them. */
  private static String network(String ip) {
    return ip.contains(":")
        ? Arrays.stream(ip.split(":", -1)).limit(4).collect(Collectors.joining(":"))
        : ip;
  }

  static void seeOther(Context ctx, String where) {
    ctx.header("Cache-Control", "no-store");
    ctx.header("Location", where).status(303);
  }

  static void answer(Context ctx, int status, SignInPage page) {
    ctx.header("Cache-Control", "no-store");
    ctx.header("Content-Security-Policy", SignInPage.POLICY);
    ctx.header("X-Frame-Options", "DENY");
    // Not less: a form that tells no origin of its own is none of ours.
    ctx.header("Referrer-Policy", "same-origin");
    ctx.status(status).contentType("text/html; charset=utf-8").result(page.html());
  }
}
