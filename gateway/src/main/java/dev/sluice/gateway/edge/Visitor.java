package dev.sluice.gateway.edge;

import dev.sluice.gateway.people.Person;
import io.javalin.http.Context;
import java.util.Optional;
import java.util.Set;

/**
 * Who looks at a page that the door has let in, for what the page shows of it.
 *
 * @param name of the person where there is one, else of the key, or {@code local}
 * @param isSignedIn whether there is a session to end
 * @param csrf what each form of the page says in its field {@code csrf}; empty where none is asked
 */
public record Visitor(String name, boolean isSignedIn, String csrf) {

  public static Visitor of(Context ctx) {
    return of(ctx, Door.known(ctx));
  }

  /** Also who was refused is told who he is here, and has his way out. */
  public static Optional<Visitor> find(Context ctx) {
    return Door.found(ctx).map(known -> of(ctx, known));
  }

  /** Whether a stranger's browser has a session still, which is none any more. */
  public static boolean hadSession(Context ctx) {
    return Cookies.session(Door.inForce(ctx).access().signIn()).read(ctx).isPresent();
  }

  private static Visitor of(Context ctx, Credentials.Known known) {
    Person person = known.caller().person();
    return new Visitor(
        person == null ? known.caller().name() : person.name(),
        known.isByBrowser(),
        known.isByBrowser() ? Door.csrf(ctx) : "");
  }

  /** What each cookie of a page says besides: where it is for encrypted connections alone. */
  public static String cookieAttributes(Context ctx) {
    return Door.inForce(ctx).access().signIn().isEncrypted() ? "; Secure" : "";
  }

  /** Whether whoever looks may do what needs this role. */
  public static boolean may(Context ctx, Role role) {
    return Door.who(ctx).may(role);
  }

  /** Who is told of as the one who did it: a person's id, or else the name of a key. */
  public static String actor(Context ctx) {
    return Door.actor(ctx);
  }

  /** By which ladders ask that person; none where it is none. */
  public static Set<String> roles(Context ctx) {
    Person person = Door.who(ctx).person();
    return person == null ? Set.of() : person.roles();
  }
}
