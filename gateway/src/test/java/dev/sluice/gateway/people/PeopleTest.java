package dev.sluice.gateway.people;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whom a provider of identities means. */
class PeopleTest {

  private static final Person KIM =
      new Person("kim", "Kim", "kim.s@lighthouse.example", "kim", Set.of(), Set.of("read"), null);
  private final People people = People.of(List.of(KIM));

  @Test
  void anAddressIsTheSameInWhateverCase() {
    assertThat(people.signingInAs("email", "Kim.S@LightHouse.Example")).contains(KIM);
  }

  /** A dotless i, the sign of Kelvin, a long s: who has that domain is another. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "kim.s@l\u0131ghthouse.example",
        "\u212Aim.s@lighthouse.example",
        "kim.\u017F@lighthouse.example",
        "kim.s@l\u0130ghthouse.example"
      })
  void lettersThatOnlyBecomeOursInAnotherCaseAreAnothersAddress(String said) {
    assertThat(people.signingInAs("email", said)).isEmpty();
  }
}
