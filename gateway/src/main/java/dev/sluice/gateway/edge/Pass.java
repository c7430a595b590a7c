package dev.sluice.gateway.edge;

import dev.sluice.gateway.people.OpenSessions;
import io.javalin.http.Context;
import java.util.function.Supplier;

/**
 * By which a request that lasts may go on: whether its key has the role still, looked up again
 * where another configuration is in force; a session, which may have ended, each time. To be
 * followed is no use of one: it ends when its person does nothing. For one thread at a time.
 */
final class Pass {

  private final Supplier<? extends HasAccess> now;
  private final OpenSessions sessions;
  private final Role role;
  private final Credentials credentials;
  private final boolean isByBrowser;
  private HasAccess seen;
  private boolean isGood = true;

  /** Of a request that the door has let in. */
  Pass(Context ctx, Role role) {
    this.now = Door.later(ctx);
    this.sessions = ctx.appData(Door.SESSIONS);
    this.role = role;
    this.seen = Door.inForce(ctx);
    this.credentials = Credentials.of(ctx, seen.access());
    this.isByBrowser = Door.known(ctx).isByBrowser();
  }

  boolean isGood() {
    HasAccess current = now.get();
    if (current != seen || isByBrowser) {
      seen = current;
      isGood =
          credentials
              .known(current.access(), sessions::find)
              .filter(known -> known.isByBrowser() == isByBrowser && known.caller().may(role))
              .isPresent();
    }
    return isGood;
  }
}
