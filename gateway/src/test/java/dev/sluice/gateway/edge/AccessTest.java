package dev.sluice.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.people.OpenIdSettings;
import dev.sluice.gateway.people.People;
import dev.sluice.gateway.people.SignIn;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who is let in without having shown anything. */
class AccessTest {

  @Test
  void wherePeopleSignInByAProviderNobodyIsLetInForBeingOnThisMachine() {
    SignIn signIn =
        new SignIn(
            URI.create("https://sluice.example.com"),
            Duration.ofHours(12),
            Duration.ofDays(7),
            new OpenIdSettings(URI.create("https://login.example.com"), "s", "secret", "email"));
    Access access = Access.keys(List.of(), People.NONE, signIn);
    assertThat(access.isThisMachineOnly()).isFalse();
    assertThat(access.caller(null)).isEmpty();
    assertThat(access.caller("Bearer ")).isEmpty();
    assertThat(Access.thisMachineOnly().caller(null)).isPresent();
  }
}
