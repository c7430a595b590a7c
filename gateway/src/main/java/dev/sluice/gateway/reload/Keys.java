package dev.sluice.gateway.reload;

import dev.sluice.gateway.config.ApiKey;
import dev.sluice.gateway.config.Config;
import dev.sluice.gateway.edge.Access;
import dev.sluice.gateway.edge.Role;
import dev.sluice.gateway.route.TypeSet;
import java.util.Set;
import java.util.stream.Collectors;

/** Who may come in by a configuration: its keys, or without any this machine alone. */
public final class Keys {

  private Keys() {}

  public static Access of(Config file) {
    return Access.keys(
        file.access().stream().map(Keys::key).toList(), file.people(), file.signIn());
  }

  private static Access.Key key(ApiKey key) {
    Set<Role> roles = key.roles().stream().map(Role::valueOf).collect(Collectors.toSet());
    TypeSet types = key.types().isEmpty() ? TypeSet.ALL : new TypeSet(key.types());
    return new Access.Key(key.name(), key.secret(), roles, types, key.origins(), key.person());
  }
}
