package dev.sluice.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.people.People;
import dev.sluice.gateway.people.Person;
import dev.sluice.gateway.people.SignIn;
import dev.sluice.gateway.route.TypeSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a page may know of whoever looks at it. */
class VisitorTest {

  private static final Edge.Api PAGE =
      routes ->
          routes.get(
              "/page",
              ctx ->
                  ctx.result(
                      Visitor.of(ctx)
                          + " "
                          + Visitor.actor(ctx)
                          + " "
                          + Visitor.roles(ctx)
                          + " "
                          + Visitor.may(ctx, Role.operate)),
              Role.read);

  private static String seenWith(Access access, Map<String, String> headers) {
    try (Edge edge =
        Edge.open(new Edge.Address("127.0.0.1", 0), () -> access, Edge.threads(), List.of(PAGE))) {
      return new Http(edge.url(), edge.port()).send("GET", "/page", headers, null).body();
    }
  }

  @Test
  void aPersonIsShownByNameAndActsByIdWithItsLaddersRoles() {
    Person anna =
        new Person("anna", "Anna Weber", null, "anna", Set.of("clerk"), Set.of("read"), null);
    Access.Key desk =
        new Access.Key("desk", "secret", Set.of(Role.read), TypeSet.ALL, Set.of(), anna);
    Access access = Access.keys(List.of(desk), People.of(List.of(anna)), SignIn.DEFAULT);
    assertThat(seenWith(access, Map.of("Authorization", "Bearer secret")))
        .isEqualTo("Visitor[name=Anna Weber, isSignedIn=false, csrf=] anna [clerk] false");
  }

  @Test
  void aKeyOfNobodysHasItsNameAndNoLaddersRoles() {
    Access access =
        Access.keys(List.of(new Access.Key("robot", "secret", Set.of(Role.read, Role.operate))));
    assertThat(seenWith(access, Map.of("Authorization", "Bearer secret")))
        .isEqualTo("Visitor[name=robot, isSignedIn=false, csrf=] robot [] true");
    assertThat(seenWith(Access.thisMachineOnly(), Map.of()))
        .isEqualTo("Visitor[name=local, isSignedIn=false, csrf=] local [] true");
  }
}
