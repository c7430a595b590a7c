package dev.sluice.gateway.config;

import static dev.sluice.gateway.config.SluiceYaml.ROUTES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.people.People;
import dev.sluice.gateway.people.Person;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who people are, and that whom ladders and keys name is somebody. */
final class MembersReaderTest {

  private static final String LADDER =
      "  ladders: {l: {tiers: [{to: '%s', within: 5m}], otherwise: reject}}%n";

  @TempDir private Path folder;
  private final SluiceYaml yaml = new SluiceYaml(() -> folder);

  @BeforeEach
  void key() {
    yaml.beside("key", "0123456789abcdef0123\n");
  }

  private static String people(String members, String asked) {
    return ROUTES + "people:\n  members:\n" + members.indent(4) + LADDER.formatted(asked);
  }

  @Test
  void membersAreReadWithAllThatTheyHave() {
    People people =
        yaml.good(
                people(
                    """
                    anna:
                      name: Anna Weber
                      email: anna@example.com
                      roles: [clerk, night shift]
                      access: [read, operate]
                      zone: Europe/Berlin
                    bob: {name: Bob, signsInAs: "0815"}
                    """,
                    "role:clerk"))
            .people();
    Person anna = people.find("anna").orElseThrow();
    assertThat(anna)
        .isEqualTo(
            new Person(
                "anna",
                "Anna Weber",
                "anna@example.com",
                "anna",
                Set.of("clerk", "night shift"),
                Set.of("read", "operate"),
                ZoneId.of("Europe/Berlin")));
    assertThat(anna.toString()).doesNotContain("example.com", "Weber");
    assertThat(people.find("bob"))
        .contains(new Person("bob", "Bob", null, "0815", Set.of(), Set.of("read"), null));
    assertThat(people.signingInAs("email", "Anna@Example.COM")).contains(anna);
    assertThat(people.signingInAs("email", "anna")).isEmpty();
    assertThat(people.signingInAs("sub", "0815")).map(Person::id).contains("bob");
    assertThat(people.only()).isEmpty();
  }

  @Test
  void whatCannotBeAPersonIsRefused() {
    assertThat(
            yaml.places(
                people(
                    """
                    "anna weber": {name: Anna}
                    local: {name: Local}
                    bob: {email: bob}
                    cora: {name: Cora, email: c@example.com, zone: Europe/Berlim, access: [boss]}
                    dora: {name: Dora, email: C@example.com, signsInAs: cora, nmae: Dora}
                    """,
                    "role:clerk")))
        .containsExactly(
            "7:19 people.members.anna weber: 'anna weber' is no id of a person"
                + " (letters, digits, '.', '_' and '-', at most 64)",
            "8:12 people.members.local: the journal calls somebody else 'local'",
            "9:10 people.members.bob: 'name' is missing",
            "9:18 people.members.bob.email: 'bob' is no e-mail address",
            "10:52 people.members.cora.zone: 'Europe/Berlim' is no time zone"
                + " (did you mean 'Europe/Berlin'?)",
            "10:76 people.members.cora.access[0]: there is no role 'boss'"
                + " (one of: publish, read, operate, admin)",
            "11:31 people.members.dora.email: another person has the same e-mail address",
            "11:57 people.members.dora.signsInAs: another person signs in as 'cora'",
            "11:63 people.members.dora.nmae: there is no key 'nmae' here (did you mean 'name'?)",
            "12:30 people.ladders.l.tiers[0].to: nobody in people.members has the role 'clerk'");
  }

  @Test
  void whomALadderAsksIsSomebody() {
    String members =
        """
        anna: {name: Anna, roles: [clerk]}
        bob: {name: Bob, roles: [manager]}
        """;
    assertThat(yaml.places(people(members, "role:manager"))).isEmpty();
    assertThat(yaml.places(people(members, "person:bob"))).isEmpty();
    assertThat(yaml.places(people(members, "role:clark")))
        .containsExactly(
            "9:30 people.ladders.l.tiers[0].to: nobody in people.members has the role 'clark'"
                + " (did you mean 'clerk'?)");
    assertThat(yaml.places(people(members, "person:bobby")))
        .containsExactly(
            "9:30 people.ladders.l.tiers[0].to: there is no 'bobby' in people.members"
                + " (known here: anna, bob)");
    assertThat(yaml.places(people(members, "bob")))
        .containsExactly(
            "9:30 people.ladders.l.tiers[0].to: 'bob' is nobody to ask"
                + " (write role:NAME or person:NAME)");
  }

  @Test
  void noMoreMustAgreeThanAreAsked() {
    String members = "anna: {name: Anna, roles: [clerk]}\nbob: {name: Bob, roles: [clerk]}\n";
    assertThat(yaml.places(people(members, "role:clerk', quorum: '2"))).isEmpty();
    assertThat(yaml.places(people(members, "role:clerk', quorum: '3")))
        .containsExactly(
            "9:52 people.ladders.l.tiers[0].quorum: is more than are asked, who are 2");
    assertThat(yaml.places(people(members, "person:bob', quorum: '2")))
        .containsExactly(
            "9:52 people.ladders.l.tiers[0].quorum: is more than are asked, who are 1");
    assertThat(yaml.places(people(members, "role:clerk', of: '3")))
        .containsExactly("9:48 people.ladders.l.tiers[0].of: is more than are asked, who are 2");
  }

  @Test
  void withoutMembersARoleIsAWordAndAPersonIsNobody() {
    String ladders = ROUTES + "people:\n" + LADDER;
    assertThat(yaml.places(ladders.formatted("role:clerk"))).isEmpty();
    assertThat(yaml.places(ladders.formatted("person:anna")))
        .containsExactly("6:30 people.ladders.l.tiers[0].to: there is no 'anna' in people.members");
  }

  @Test
  void aKeyMayBeBoundToAPerson() {
    ApiKey key =
        yaml.good(
                people("anna: {name: Anna, roles: [clerk]}", "role:clerk")
                    + "access: {keys: [{name: desk, key: 'file:key', roles: [read], person: anna}]}")
            .access()
            .get(0);
    assertThat(key.person()).extracting(Person::name).isEqualTo("Anna");
  }

  @Test
  void aKeyActsUnderNoOtherPersonsName() {
    yaml.beside("other", "another-0123456789abcdef\n");
    assertThat(
            yaml.places(
                people("anna: {name: Anna}\nbob: {name: Bob}", "person:anna")
                    + """
                    access:
                      keys:
                        - {name: anna, key: 'file:key', roles: [read], person: bob}
                        - {name: desk, key: 'file:other', roles: [read], person: ana}
                    """))
        .containsExactly(
            "12:14 access.keys[0].name: 'anna' is a person, and nobody else may act under that name"
                + " (bind the key (person: anna) or name it otherwise)",
            "13:62 access.keys[1].person: there is no 'ana' in people.members"
                + " (did you mean 'anna'?)");
  }
}
