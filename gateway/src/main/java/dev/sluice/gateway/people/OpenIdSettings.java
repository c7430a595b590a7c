package dev.sluice.gateway.people;

import java.net.URI;

/**
 * A provider of identities, and what we are there. Its text form has no secret.
 *
 * @param personClaim what it tells of a person, by which we know who that is
 */
public record OpenIdSettings(URI issuer, String clientId, String clientSecret, String personClaim) {

  /** As whom a person has signed in of whom the provider told this. */
  public Identity identity(Person person, String value) {
    String counts = String.join("\n", issuer.toString(), clientId, personClaim, person.id());
    return Identity.of(Identity.Way.openId, value, counts);
  }

  @Override
  public String toString() {
    return "OpenIdSettings[" + issuer + ", " + clientId + "]";
  }
}
