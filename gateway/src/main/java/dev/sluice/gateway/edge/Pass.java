package dev.sluice.gateway.edge;

import io.javalin.http.Context;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * By which a request that lasts may go on: whether its key has the role still, looked up again
 * where another configuration is in force. For one thread at a time.
 */
final class Pass {

  private final Supplier<? extends HasAccess> now;
  private final Role role;
  private final @Nullable String authorization;
  private HasAccess seen;
  private boolean isGood = true;

  /** Of a request that the door has let in. */
  Pass(Context ctx, Role role) {
    this.now = Door.later(ctx);
    this.role = role;
    this.authorization = ctx.header("Authorization");
    this.seen = Door.inForce(ctx);
  }

  boolean isGood() {
    HasAccess current = now.get();
    if (current != seen) {
      seen = current;
      isGood = current.access().caller(authorization).filter(each -> each.may(role)).isPresent();
    }
    return isGood;
  }
}
