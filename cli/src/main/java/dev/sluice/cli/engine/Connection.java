package dev.sluice.cli.engine;

import dev.sluice.cli.CommandFailure;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.envconfig.ClientConfigProfile;
import io.temporal.envconfig.LoadClientConfigProfileOptions;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/**
 * How to reach Temporal, resolved once from its standard variables and profiles and handed on as
 * SDK options; so API keys and TLS work everywhere in the same way.
 */
public record Connection(
    String address, WorkflowServiceStubsOptions stubs, WorkflowClientOptions client) {

  public static final String DEFAULT_ADDRESS = "127.0.0.1:7233";

  public String namespace() {
    return client.getNamespace();
  }

  static Connection local(String address, String namespace) {
    return new Connection(
        address,
        WorkflowServiceStubsOptions.newBuilder().setTarget(address).build(),
        WorkflowClientOptions.newBuilder().setNamespace(namespace).validateAndBuildWithDefaults());
  }

  /** What the standard variables or a profile say; empty when they name no server. */
  static Optional<Connection> configured(Map<String, String> environment) {
    var profile = profile(environment);
    if (isBlank(profile.getAddress())) {
      return Optional.empty();
    }
    return Optional.of(
        new Connection(
            profile.getAddress(),
            profile.toWorkflowServiceStubsOptions(),
            WorkflowClientOptions.newBuilder(profile.toWorkflowClientOptions())
                .setNamespace(namespace(environment))
                .validateAndBuildWithDefaults()));
  }

  /** For the production processes: what is configured, else the usual local address. */
  public static Connection orLocal(Map<String, String> environment) {
    return configured(environment).orElseGet(() -> local(DEFAULT_ADDRESS, namespace(environment)));
  }

  static String namespace(Map<String, String> environment) {
    var namespace = profile(environment).getNamespace();
    return isBlank(namespace) ? "default" : namespace;
  }

  private static ClientConfigProfile profile(Map<String, String> environment) {
    try {
      return ClientConfigProfile.load(
          LoadClientConfigProfileOptions.newBuilder().setEnvOverrides(environment).build());
    } catch (IOException | RuntimeException e) {
      throw new CommandFailure(
          "The Temporal configuration cannot be read: " + e.getMessage(),
          "Look at the TEMPORAL_* variables and the file that TEMPORAL_CONFIG_FILE names.");
    }
  }

  private static boolean isBlank(@org.jspecify.annotations.Nullable String text) {
    return text == null || text.isBlank();
  }
}
