package dev.sluice.gateway.console;

import dev.sluice.gateway.edge.Edge;
import dev.sluice.gateway.edge.Problem;
import dev.sluice.gateway.edge.Role;
import dev.sluice.gateway.jdk.Sha256;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Properties;

/**
 * Style, scripts and the icon, from this program alone. Each has its content's hash in its address,
 * so that a browser may keep it for ever. Immutable.
 */
final class Assets implements Edge.Api {

  private static final String PATH = Console.PATH + "/assets/";
  private static final String HTMX = "/META-INF/maven/org.webjars.npm/htmx.org/pom.properties";
  private static final String KEPT = "public, max-age=31536000, immutable";
  private static final int HASH = 12;

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Asset(String type, byte[] bytes, String hash) {}

  private final Map<String, Asset> byName;

  private Assets(Map<String, Asset> byName) {
    this.byName = byName;
  }

  static Assets load() {
    Properties htmx = new Properties();
    try (InputStream in = open(HTMX)) {
      htmx.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String jar = "/META-INF/resources/webjars/htmx.org/" + htmx.getProperty("version");
    return new Assets(
        Map.of(
            "console.css", asset("console.css", "text/css; charset=utf-8"),
            "console.js", asset("console.js", "text/javascript; charset=utf-8"),
            "htmx.js", asset(jar + "/dist/htmx.min.js", "text/javascript; charset=utf-8"),
            "icon.svg", asset("icon.svg", "image/svg+xml")));
  }

  private static Asset asset(String resource, String type) {
    try (InputStream in = open(resource)) {
      byte[] bytes = in.readAllBytes();
      return new Asset(type, bytes, Sha256.hexOf(bytes).substring(0, HASH));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InputStream open(String resource) {
    InputStream in = Assets.class.getResourceAsStream(resource);
    if (in == null) {
      throw new IllegalStateException("This build lacks " + resource);
    }
    return in;
  }

  @Override
  public void routes(RoutesConfig routes) {
    routes.get(PATH + "{name}", this::answer, Role.open);
  }

  private void answer(Context ctx) {
    Asset asset = byName.get(ctx.pathParam("name"));
    if (asset == null) {
      throw Problem.of(
          404, "no-such-path", "Nothing here", "There is nothing at " + ctx.path() + ".");
    }
    ctx.header("Cache-Control", KEPT).contentType(asset.type()).result(asset.bytes());
  }

  /** Where a page finds it. */
  String url(String name) {
    Asset asset = byName.get(name);
    if (asset == null) {
      throw new IllegalArgumentException("There is no " + name);
    }
    return PATH + name + "?v=" + asset.hash();
  }
}
