package dev.sluice.gateway.edge;

import java.util.Set;

/** Who asks. */
record Caller(String name, Set<Role> roles) {

  boolean may(Role role) {
    return role == Role.open || roles.contains(role) || roles.contains(Role.admin);
  }
}
