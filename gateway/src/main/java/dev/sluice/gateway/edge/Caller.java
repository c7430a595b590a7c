package dev.sluice.gateway.edge;

import dev.sluice.gateway.route.TypeSet;
import java.util.Set;

/** Who asks, what it may publish, and from which origins' pages. */
record Caller(String name, Set<Role> roles, TypeSet types, Set<String> origins) {

  boolean may(Role role) {
    return role == Role.open || roles.contains(role) || roles.contains(Role.admin);
  }
}
