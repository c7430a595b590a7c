package dev.sluice.gateway.config;

import dev.sluice.codec.Keyring;
import dev.sluice.gateway.egress.Network;
import dev.sluice.gateway.message.Messages;
import dev.sluice.gateway.people.People;
import dev.sluice.gateway.people.SignIn;
import dev.sluice.gateway.route.RouteTable;
import dev.sluice.gateway.schema.SchemaCheck;
import dev.sluice.gateway.source.Sources;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * A configuration file that was found good: everything in it is compiled and can be used at once.
 * Without {@code access} only this machine may call.
 *
 * @param egress what may be posted to although it is no public address
 * @param forWorker what the worker acts on and the gateway only checks: to see that it changed
 */
public record Config(
    Path file,
    RouteTable routes,
    SchemaCheck schemas,
    Retention retention,
    Limits limits,
    List<ApiKey> access,
    SignIn signIn,
    People people,
    Sources sources,
    Encryption encryption,
    Messages messages,
    List<Network> egress,
    String forWorker) {

  /** How Temporal's payloads are encrypted, and of which origins web pages may have them read. */
  public record Encryption(Keyring keys, Set<String> origins) {

    public static final Encryption NONE = new Encryption(Keyring.NONE, Set.of());
  }

  /** How much work may wait for the engine. */
  public record Limits(int backlog) {

    public static final Limits DEFAULT = new Limits(1_000_000);
  }

  /** How long events are kept, and how long an identity stays claimed. */
  public record Retention(Duration events, Duration identity) {

    public static final Retention DEFAULT = new Retention(Duration.ofDays(90), Duration.ofDays(30));
  }
}
