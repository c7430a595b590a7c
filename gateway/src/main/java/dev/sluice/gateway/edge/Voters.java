package dev.sluice.gateway.edge;

import dev.sluice.gateway.task.Voter;
import io.javalin.http.Context;

/** Who answers a question, from the key or the session they came with. */
public final class Voters {

  private Voters() {}

  public static Voter of(Context ctx) {
    Caller caller = Door.who(ctx);
    return new Voter(
        caller.actor(),
        caller.person(),
        caller.may(Role.operate),
        caller.may(Role.admin),
        Door.people(ctx));
  }
}
