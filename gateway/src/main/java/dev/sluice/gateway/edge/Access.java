package dev.sluice.gateway.edge;

import dev.sluice.gateway.jdk.Sha256;
import dev.sluice.gateway.route.TypeSet;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Who is let in. Without keys only this machine may call, as {@code local}, with every role. With
 * keys every call needs one: {@code Authorization: Bearer KEY}. Immutable.
 */
public final class Access implements HasAccess {

  private static final String BEARER = "bearer ";
  static final String LOCAL_NAME = "local";

  private static final Caller LOCAL =
      new Caller(LOCAL_NAME, Set.of(Role.admin), TypeSet.ALL, Set.of());

  @SuppressWarnings("ArrayRecordComponent") // compared by MessageDigest only
  private record Holder(byte[] digest, Caller caller) {}

  private final List<Holder> holders;

  private Access(List<Holder> holders) {
    this.holders = List.copyOf(holders);
  }

  /**
   * One API key. The secret is hashed at once. {@code types} is what it may publish; of a browser's
   * pages those of {@code origins} may use it.
   */
  public record Key(
      String name, String secret, Set<Role> roles, TypeSet types, Set<String> origins) {

    public Key(String name, String secret, Set<Role> roles) {
      this(name, secret, roles, TypeSet.ALL, Set.of());
    }

    @Override
    public String toString() {
      return "Key[" + name + ", " + roles + "]";
    }
  }

  public static Access thisMachineOnly() {
    return new Access(List.of());
  }

  public static Access keys(List<Key> keys) {
    return new Access(
        keys.stream().map(key -> new Holder(digest(key.secret()), caller(key))).toList());
  }

  private static Caller caller(Key key) {
    return new Caller(key.name(), key.roles(), key.types(), key.origins());
  }

  @Override
  public Access access() {
    return this;
  }

  /** Those of all keys: a browser asks before it shows one. */
  Set<String> origins() {
    return holders.stream()
        .flatMap(holder -> holder.caller().origins().stream())
        .collect(Collectors.toUnmodifiableSet());
  }

  boolean isThisMachineOnly() {
    return holders.isEmpty();
  }

  /** Empty: nobody we know. */
  Optional<Caller> caller(@Nullable String authorization) {
    if (isThisMachineOnly()) {
      return Optional.of(LOCAL);
    }
    byte[] digest = digest(bearer(authorization == null ? "" : authorization));
    Optional<Caller> found = Optional.empty();
    // All are compared, so that the time taken tells nothing of which came close.
    for (Holder holder : holders) {
      if (MessageDigest.isEqual(holder.digest(), digest)) {
        found = Optional.of(holder.caller());
      }
    }
    return found;
  }

  private static String bearer(String authorization) {
    return authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
        ? authorization.substring(BEARER.length()).strip()
        : "";
  }

  private static byte[] digest(String secret) {
    return Sha256.of(secret.getBytes(StandardCharsets.UTF_8));
  }
}
