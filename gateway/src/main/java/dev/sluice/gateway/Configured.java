package dev.sluice.gateway;

import dev.sluice.gateway.config.ApiKey;
import dev.sluice.gateway.config.Config;
import dev.sluice.gateway.deadletter.Redriving;
import dev.sluice.gateway.edge.Access;
import dev.sluice.gateway.edge.Intake;
import dev.sluice.gateway.edge.Publishing;
import dev.sluice.gateway.edge.Role;
import dev.sluice.gateway.edge.Rules;
import dev.sluice.gateway.event.EventReader;
import dev.sluice.gateway.journal.Journal;
import dev.sluice.gateway.route.TypeSet;
import java.util.Set;
import java.util.stream.Collectors;

/** The parts that hold more than one thing of a configuration: made anew for each. */
record Configured(Rules rules, Publishing publishing, Redriving redriving) {

  static Configured of(Config file, EventReader reader, Journal journal) {
    return new Configured(
        new Rules(
            access(file),
            file.sources(),
            new Intake(reader, file.schemas(), file.routes(), journal)),
        new Publishing(file.schemas(), file.routes(), journal),
        new Redriving(journal.deadLetters(), file.routes(), file.schemas()));
  }

  static Access access(Config file) {
    return file.access().isEmpty()
        ? Access.thisMachineOnly()
        : Access.keys(file.access().stream().map(Configured::key).toList());
  }

  private static Access.Key key(ApiKey key) {
    Set<Role> roles = key.roles().stream().map(Role::valueOf).collect(Collectors.toSet());
    TypeSet types = key.types().isEmpty() ? TypeSet.ALL : new TypeSet(key.types());
    return new Access.Key(key.name(), key.secret(), roles, types, key.origins());
  }
}
