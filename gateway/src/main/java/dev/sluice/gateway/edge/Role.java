package dev.sluice.gateway.edge;

import io.javalin.security.RouteRole;

/** What a caller may do. {@code admin} may do everything. */
public enum Role implements RouteRole {
  /** Anybody: health. */
  open,
  /** Whoever has any key: what they may is for others to say. No key is given it. */
  known,
  publish,
  read,
  operate,
  /** Puts tasks as their runs have them, votes and all: what no person may do. */
  worker,
  admin
}
