package dev.sluice.gateway.edge;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.net.URI;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What {@code GET /v1/about} answers: base URLs that a script can use. Without a public URL {@code
 * consoleUrl} is where the caller reaches us.
 */
public record AboutInfo(
    String version,
    Temporal temporal,
    Database database,
    @Nullable Sandbox sandbox,
    @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable String consoleUrl,
    String started) {

  /** {@code kind} is server, dev-server or in-process. */
  public record Temporal(String kind, String address, String namespace, @Nullable String uiUrl) {}

  /** {@code kind} is sqlite. */
  public record Database(String kind) {}

  public record Sandbox(String inventory, String payment, String shipping) {}

  static final String CONSOLE = "/console";

  public static AboutInfo of(
      String version, Temporal temporal, @Nullable Sandbox sandbox, Instant started) {
    return new AboutInfo(
        version, temporal, new Database("sqlite"), sandbox, null, started.toString());
  }

  /** The same, of a gateway that people reach there. */
  public AboutInfo reachedAt(URI publicUrl) {
    return new AboutInfo(
        version, temporal, database, sandbox, publicUrl.resolve(CONSOLE).toString(), started);
  }
}
