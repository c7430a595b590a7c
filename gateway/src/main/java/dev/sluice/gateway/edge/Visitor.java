package dev.sluice.gateway.edge;

import dev.sluice.gateway.people.Person;
import io.javalin.http.Context;

/**
 * Who looks at a page that the door has let in, for what the page shows of it.
 *
 * @param name of the person where there is one, else of the key, or {@code local}
 * @param isSignedIn whether there is a session to end
 * @param csrf what each form of the page says in its field {@code csrf}; empty where none is asked
 */
public record Visitor(String name, boolean isSignedIn, String csrf) {

  public static Visitor of(Context ctx) {
    Credentials.Known known = Door.known(ctx);
    Person person = known.caller().person();
    return new Visitor(
        person == null ? known.caller().name() : person.name(),
        known.isByBrowser(),
        known.isByBrowser() ? Door.csrf(ctx) : "");
  }

  /** Whether whoever looks may do what needs this role. */
  public static boolean may(Context ctx, Role role) {
    return Door.known(ctx).caller().may(role);
  }
}
