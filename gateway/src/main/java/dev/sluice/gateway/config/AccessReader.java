package dev.sluice.gateway.config;

import dev.sluice.gateway.people.People;
import dev.sluice.gateway.people.SignIn;
import dev.sluice.gateway.route.TypeGlob;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads {@code access:}, the keys that open the API. JWT issuers are not supported yet. */
final class AccessReader {

  /** What people may have. */
  static final List<String> ROLES = List.of("publish", "read", "operate", "admin");

  private static final String WORKER = "worker";
  private static final List<String> OF_KEYS =
      List.of("publish", "read", "operate", WORKER, "admin");
  private static final Set<String> WORKING = Set.of(WORKER, "admin");
  private static final Set<String> PUBLISHING = Set.of("publish", "admin");

  private final SecretReader secrets;
  private final People people;
  private final Askable named;
  private SignIn signIn = SignIn.DEFAULT;
  private final Set<String> names = new HashSet<>();
  private final Set<String> values = new HashSet<>();

  /**
   * @param named all that stand among the members, also those that were not read
   */
  AccessReader(SecretReader secrets, People people, Askable named) {
    this.secrets = secrets;
    this.people = people;
    this.named = named;
  }

  List<ApiKey> read(Section access) {
    signIn = new SignInReader(secrets).read(access);
    access.later("issuers", Set.of("secret", "secrets"), secrets);
    List<ApiKey> keys = new ArrayList<>();
    Optional<Value> all = access.required("keys");
    all.flatMap(AccessReader::keys)
        .ifPresent(
            items -> items.forEach(item -> item.section().flatMap(this::key).ifPresent(keys::add)));
    if (keys.stream().allMatch(key -> Collections.disjoint(key.roles(), WORKING))) {
      all.ifPresent(
          at ->
              at.warn(
                  "no key has the role 'worker': no worker can put questions into the inbox",
                  "roles: [publish, worker] for the workers' key"));
    }
    access.close();
    return List.copyOf(keys);
  }

  /** Without any, whoever comes by this machine has every role: nobody writes that here. */
  private static Optional<List<Value>> keys(Value value) {
    Optional<List<Value>> items = value.list();
    return items.isPresent() && items.get().isEmpty()
        ? value.refuse(
            "has no key, so that all programs of this machine would have every role",
            "one key or more; without access: only this machine is served")
        : items;
  }

  /** How people sign in, once it is read. */
  SignIn signIn() {
    return signIn;
  }

  private Optional<ApiKey> key(Section section) {
    Optional<Value> nameAt = section.required("name");
    Optional<String> name = nameAt.flatMap(this::unused);
    Optional<String> secret = section.required("key").flatMap(this::secret);
    Optional<Set<String>> roles = section.required("roles").flatMap(at -> roles(at, OF_KEYS));
    Optional<Value> types = section.optional("types");
    List<TypeGlob> globs = types.flatMap(GlobReader::read).orElse(List.of());
    Set<String> origins = section.optional("origins").flatMap(OriginReader::read).orElse(Set.of());
    Optional<Value> boundAt = section.optional("person");
    Optional<String> bound = boundAt.flatMap(this::member);
    if (roles.filter(all -> all.contains(WORKER)).isPresent()) {
      boundAt.ifPresent(
          at ->
              at.refuse(
                  "a worker's key is nobody's own", "two keys: one of a person, one of a worker"));
    }
    section.close();
    if (name.isPresent() && named.people().contains(name.get()) && !bound.equals(name)) {
      nameAt
          .get()
          .refuse(
              "'" + name.get() + "' is a person, and nobody else may act under that name",
              "bind the key (person: " + name.get() + ") or name it otherwise");
    }
    if (name.isEmpty() || secret.isEmpty() || roles.isEmpty()) {
      return Optional.empty();
    }
    if (types.isPresent() && Collections.disjoint(roles.get(), PUBLISHING)) {
      types.get().refuse("binds what the key publishes, and it has no role to publish", null);
    }
    return Optional.of(
        new ApiKey(
            name.get(),
            secret.get(),
            roles.get(),
            globs,
            origins,
            bound.flatMap(people::find).orElse(null)));
  }

  private Optional<String> member(Value value) {
    return value
        .text()
        .flatMap(
            id ->
                named.people().contains(id)
                    ? Optional.of(id)
                    : value.refuse(
                        "there is no '" + id + "' in people.members",
                        Askable.nearest(id, named.people())));
  }

  private Optional<String> unused(Value value) {
    return value
        .name()
        .flatMap(
            name ->
                names.add(name)
                    ? Optional.of(name)
                    : value.refuse("another key has the name '" + name + "'", null));
  }

  private Optional<String> secret(Value value) {
    return secrets
        .read(value)
        // A header's value cannot begin or end with a blank.
        .map(bytes -> new String(bytes, StandardCharsets.UTF_8).strip())
        .flatMap(
            secret ->
                values.add(secret)
                    ? Optional.of(secret)
                    : value.refuse("another entry has the same key", "give each caller its own"));
  }

  /** What a key, or a person who has signed in, may do. */
  static Optional<Set<String>> roles(Value value, List<String> known) {
    Optional<List<Value>> items = value.list();
    if (items.isPresent() && items.get().isEmpty()) {
      return value.refuse("gives no role", "one or more of: " + String.join(", ", known));
    }
    Set<String> roles = new LinkedHashSet<>();
    items.ifPresent(all -> all.forEach(item -> role(item, known).ifPresent(roles::add)));
    return roles.isEmpty() ? Optional.empty() : Optional.of(Set.copyOf(roles));
  }

  private static Optional<String> role(Value value, List<String> known) {
    return value
        .text()
        .flatMap(
            role ->
                known.contains(role)
                    ? Optional.of(role)
                    : value.refuse(
                        "there is no role '" + role + "'", "one of: " + String.join(", ", known)));
  }
}
