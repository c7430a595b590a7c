package dev.sluice.gateway.edge;

import dev.sluice.gateway.people.Identity;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * By which a request that lasts may go on: whether its key has the role still, looked up again
 * where another configuration is in force; a session that may have ended, every few seconds too.
 * For one thread at a time.
 */
final class Pass {

  private static final long SESSION_EVERY = Duration.ofSeconds(5).toNanos();

  private final Supplier<? extends HasAccess> now;
  private final Function<String, Optional<Identity>> sessions;
  private final Role role;
  private final Credentials credentials;
  private final boolean isByBrowser;
  private HasAccess seen;
  private long seenAt = System.nanoTime();
  private boolean isGood = true;

  /** Of a request that the door has let in. */
  Pass(Context ctx, Role role) {
    this.now = Door.later(ctx);
    this.sessions = ctx.appData(Door.SESSIONS);
    this.role = role;
    this.seen = Door.inForce(ctx);
    this.credentials = Credentials.of(ctx, seen.access());
    this.isByBrowser = Door.anybody(ctx).filter(Credentials.Known::isByBrowser).isPresent();
  }

  boolean isGood() {
    HasAccess current = now.get();
    boolean isOld = isByBrowser && System.nanoTime() - seenAt > SESSION_EVERY;
    if (current != seen || isOld) {
      seen = current;
      seenAt = System.nanoTime();
      isGood =
          credentials
              .known(current.access(), sessions)
              .filter(known -> known.isByBrowser() == isByBrowser && known.caller().may(role))
              .isPresent();
    }
    return isGood;
  }
}
