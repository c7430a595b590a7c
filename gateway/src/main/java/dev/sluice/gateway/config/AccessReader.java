package dev.sluice.gateway.config;

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

  private static final List<String> ROLES = List.of("publish", "read", "operate", "admin");
  private static final Set<String> PUBLISHING = Set.of("publish", "admin");

  private final SecretReader secrets;
  private final Set<String> names = new HashSet<>();
  private final Set<String> values = new HashSet<>();

  AccessReader(SecretReader secrets) {
    this.secrets = secrets;
  }

  List<ApiKey> read(Section access) {
    access.later("issuers", Set.of("secret", "secrets"), secrets);
    List<ApiKey> keys = new ArrayList<>();
    access
        .required("keys")
        .flatMap(Value::list)
        .ifPresent(
            items -> items.forEach(item -> item.section().flatMap(this::key).ifPresent(keys::add)));
    access.close();
    return List.copyOf(keys);
  }

  private Optional<ApiKey> key(Section section) {
    Optional<String> name = section.required("name").flatMap(this::unused);
    Optional<String> secret = section.required("key").flatMap(this::secret);
    Optional<Set<String>> roles = section.required("roles").flatMap(AccessReader::roles);
    Optional<Value> types = section.optional("types");
    List<TypeGlob> globs = types.flatMap(GlobReader::read).orElse(List.of());
    Set<String> origins = section.optional("origins").flatMap(OriginReader::read).orElse(Set.of());
    section.close();
    if (name.isEmpty() || secret.isEmpty() || roles.isEmpty()) {
      return Optional.empty();
    }
    if (types.isPresent() && Collections.disjoint(roles.get(), PUBLISHING)) {
      types.get().refuse("binds what the key publishes, and it has no role to publish", null);
    }
    return Optional.of(new ApiKey(name.get(), secret.get(), roles.get(), globs, origins));
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

  private static Optional<Set<String>> roles(Value value) {
    Optional<List<Value>> items = value.list();
    if (items.isPresent() && items.get().isEmpty()) {
      return value.refuse("gives no role", "one or more of: " + String.join(", ", ROLES));
    }
    Set<String> roles = new LinkedHashSet<>();
    items.ifPresent(all -> all.forEach(item -> role(item).ifPresent(roles::add)));
    return roles.isEmpty() ? Optional.empty() : Optional.of(Set.copyOf(roles));
  }

  private static Optional<String> role(Value value) {
    return value
        .text()
        .flatMap(
            role ->
                ROLES.contains(role)
                    ? Optional.of(role)
                    : value.refuse(
                        "there is no role '" + role + "'", "one of: " + String.join(", ", ROLES)));
  }
}
