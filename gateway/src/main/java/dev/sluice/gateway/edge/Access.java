package dev.sluice.gateway.edge;

import dev.sluice.gateway.jdk.Sha256;
import dev.sluice.gateway.people.Identity;
import dev.sluice.gateway.people.OpenIdSettings;
import dev.sluice.gateway.people.People;
import dev.sluice.gateway.people.Person;
import dev.sluice.gateway.people.Session;
import dev.sluice.gateway.people.SignIn;
import dev.sluice.gateway.route.TypeSet;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Who is let in. Without keys only this machine may call, as {@code local}, with every role. With
 * keys, or where people sign in by a provider, every call needs one or a session: {@code
 * Authorization: Bearer KEY}. Immutable.
 */
public final class Access implements HasAccess {

  private static final String BEARER = "bearer ";
  static final String LOCAL_NAME = "local";

  private static final Caller LOCAL =
      new Caller(LOCAL_NAME, Set.of(Role.admin), TypeSet.ALL, Set.of());

  @SuppressWarnings("ArrayRecordComponent") // compared by MessageDigest only
  private record Holder(byte[] digest, Caller caller) {}

  private final List<Holder> holders;
  private final People people;
  private final SignIn signIn;

  private Access(List<Holder> holders, People people, SignIn signIn) {
    this.holders = List.copyOf(holders);
    this.people = people;
    this.signIn = signIn;
  }

  /**
   * One API key. The secret is hashed at once. {@code types} is what it may publish; of a browser's
   * pages those of {@code origins} may use it; {@code person} is who acts by it.
   */
  public record Key(
      String name,
      String secret,
      Set<Role> roles,
      TypeSet types,
      Set<String> origins,
      @Nullable Person person) {

    public Key(String name, String secret, Set<Role> roles) {
      this(name, secret, roles, TypeSet.ALL, Set.of(), null);
    }

    @Override
    public String toString() {
      return "Key[" + name + ", " + roles + "]";
    }
  }

  public static Access thisMachineOnly() {
    return keys(List.of());
  }

  public static Access keys(List<Key> keys) {
    return keys(keys, People.NONE, SignIn.DEFAULT);
  }

  /**
   * @param keys without any, and where people do not sign in elsewhere, only this machine may call
   */
  public static Access keys(List<Key> keys, People people, SignIn signIn) {
    return new Access(
        keys.stream().map(key -> new Holder(digest(key.secret()), caller(key))).toList(),
        people,
        signIn);
  }

  private static Caller caller(Key key) {
    return new Caller(key.name(), key.roles(), key.types(), key.origins(), key.person());
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

  People people() {
    return people;
  }

  SignIn signIn() {
    return signIn;
  }

  /** Where people reach the console, as far as that is configured. */
  public Optional<URI> publicUrl() {
    return Optional.ofNullable(signIn.publicUrl());
  }

  /** As whom whoever comes with this key under its name has signed in. */
  Optional<Identity> signInByKey(String name, String key) {
    byte[] digest = digest(key);
    Optional<Identity> found = Optional.empty();
    for (Holder holder : holders) {
      if (MessageDigest.isEqual(holder.digest(), digest) && holder.caller().name().equals(name)) {
        found = Optional.of(identity(holder));
      }
    }
    return found;
  }

  /** As whom somebody on this machine may act, where it is clear who that is. */
  Optional<Person> onlyPerson() {
    return isThisMachineOnly() ? people.only() : Optional.empty();
  }

  static Identity locally(Person person) {
    return Identity.of(Identity.Way.local, person.id(), "");
  }

  private static Identity identity(Holder holder) {
    Person person = holder.caller().person();
    String key = HexFormat.of().formatHex(holder.digest());
    // Nobody goes on as the person that the key belongs to next.
    return Identity.of(
        Identity.Way.key, holder.caller().name(), person == null ? key : key + "\n" + person.id());
  }

  /** Empty: what counted when the session began does not any more. */
  Optional<Caller> signedIn(Session session) {
    Optional<Caller> caller =
        switch (session.way()) {
          case key ->
              holders.stream()
                  .filter(holder -> session.isOf(identity(holder)))
                  .map(Holder::caller)
                  .findFirst();
          case local -> onlyPerson().filter(only -> session.isOf(locally(only))).map(LOCAL::as);
          case openId ->
              signInByProvider(session.name())
                  .filter(session::isOf)
                  .flatMap(same -> byProvider(session.name()))
                  .map(Access::caller);
        };
    return caller.map(Caller::inBrowser);
  }

  /** As whom whoever has signed in of whom the provider tells this. */
  Optional<Identity> signInByProvider(String value) {
    OpenIdSettings openId = signIn.openId();
    return openId == null
        ? Optional.empty()
        : byProvider(value).map(person -> openId.identity(person, value));
  }

  private Optional<Person> byProvider(String value) {
    OpenIdSettings openId = signIn.openId();
    return openId == null ? Optional.empty() : people.signingInAs(openId.personClaim(), value);
  }

  private static Caller caller(Person person) {
    Set<Role> roles =
        person.access().stream().map(Role::valueOf).collect(Collectors.toUnmodifiableSet());
    return new Caller(person.id(), roles, TypeSet.ALL, Set.of(), person);
  }

  boolean isThisMachineOnly() {
    return holders.isEmpty() && signIn.openId() == null;
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
