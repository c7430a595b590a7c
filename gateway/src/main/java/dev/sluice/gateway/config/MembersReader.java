package dev.sluice.gateway.config;

import dev.sluice.gateway.people.People;
import dev.sluice.gateway.people.Person;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Reads {@code people.members}. Whoever stands there counts as named, also with an error: else the
 * ladders and keys that name the same person would be told of as well.
 */
final class MembersReader {

  private static final Pattern ID = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9._-]{0,63}");
  private static final Pattern EMAIL = Pattern.compile("[^\\s@]{1,64}@[^\\s@]{1,255}");
  private static final Pattern LOCALE = Pattern.compile("[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?");
  private static final Set<String> RESERVED = Set.of("local", "temporal");
  private static final Set<String> READS = Set.of("read");

  private final Set<String> ids = new TreeSet<>();
  private final Map<String, Integer> roles = new TreeMap<>();
  private final Set<String> emails = new HashSet<>();
  private final Set<String> subjects = new HashSet<>();

  People read(Section members) {
    List<Person> people = new ArrayList<>();
    for (String id : members.keys()) {
      ids.add(id);
      members
          .optional(id)
          .flatMap(value -> named(value, id))
          .flatMap(Value::section)
          .flatMap(section -> person(id, section))
          .ifPresent(people::add);
    }
    return People.of(people);
  }

  Askable askable() {
    return new Askable(true, ids, roles);
  }

  private static Optional<Value> named(Value value, String id) {
    if (!ID.matcher(id).matches()) {
      return value.refuse(
          "'" + id + "' is no id of a person", "letters, digits, '.', '_' and '-', at most 64");
    }
    return RESERVED.contains(id)
        ? value.refuse("the journal calls somebody else '" + id + "'", null)
        : Optional.of(value);
  }

  private Optional<Person> person(String id, Section section) {
    Optional<String> name = section.required("name").flatMap(Value::name);
    Optional<String> email = section.optional("email").flatMap(this::email);
    Optional<Value> subjectAt = section.optional("signsInAs");
    String subject = subjectAt.flatMap(Value::name).orElse(id);
    Set<String> its = section.optional("roles").map(this::roles).orElse(Set.of());
    Set<String> access =
        section
            .optional("access")
            .flatMap(at -> AccessReader.roles(at, AccessReader.ROLES))
            .orElse(READS);
    Optional<ZoneId> zone = section.optional("zone").flatMap(MembersReader::zone);
    Optional<Locale> locale = section.optional("locale").flatMap(MembersReader::locale);
    section.close();
    if (!subjects.add(subject)) {
      String reason = "another person signs in as '" + subject + "'";
      subjectAt.ifPresentOrElse(at -> at.refuse(reason, null), () -> section.refuse(reason, null));
    }
    return name.map(
        known ->
            new Person(
                id,
                known,
                email.orElse(null),
                subject,
                its,
                access,
                zone.orElse(null),
                locale.orElse(null)));
  }

  private Optional<String> email(Value value) {
    return value
        .text()
        .flatMap(
            email -> {
              if (!EMAIL.matcher(email).matches()) {
                return value.refuse("'" + email + "' is no e-mail address", null);
              }
              return emails.add(email.toLowerCase(Locale.ROOT))
                  ? Optional.of(email)
                  : value.refuse("another person has the same e-mail address", null);
            });
  }

  private Set<String> roles(Value value) {
    Set<String> its = new LinkedHashSet<>();
    value.list().ifPresent(items -> items.forEach(item -> item.name().ifPresent(its::add)));
    its.forEach(role -> roles.merge(role, 1, Integer::sum));
    return Set.copyOf(its);
  }

  static Optional<Locale> locale(Value value) {
    return value
        .text()
        .flatMap(
            text ->
                LOCALE.matcher(text).matches()
                    ? Optional.of(Locale.forLanguageTag(text))
                    : value.refuse("'" + text + "' is no language", "as in de or de-AT"));
  }

  static Optional<ZoneId> zone(Value value) {
    return value
        .text()
        .flatMap(
            text -> {
              try {
                return Optional.of(ZoneId.of(text));
              } catch (DateTimeException e) {
                return value.refuse(
                    "'" + text + "' is no time zone",
                    Askable.nearest(text, new TreeSet<>(ZoneId.getAvailableZoneIds())));
              }
            });
  }
}
