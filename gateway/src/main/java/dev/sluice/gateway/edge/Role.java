package dev.sluice.gateway.edge;

import io.javalin.security.RouteRole;

/** What a caller may do. {@code admin} may do everything. */
public enum Role implements RouteRole {
  /** Anybody: health. */
  open,
  publish,
  read,
  operate,
  admin
}
