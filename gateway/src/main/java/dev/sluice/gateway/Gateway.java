package dev.sluice.gateway;

import dev.sluice.gateway.config.Config;
import dev.sluice.gateway.config.ConfigFile;
import dev.sluice.gateway.config.Loaded;
import dev.sluice.gateway.edge.Edge;
import dev.sluice.gateway.event.EventReader;
import dev.sluice.gateway.reload.ConfigNotes;
import dev.sluice.gateway.reload.InForce;
import dev.sluice.gateway.reload.Keys;
import dev.sluice.gateway.reload.Latest;
import dev.sluice.gateway.reload.Reading;
import dev.sluice.gateway.reload.Reloading;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * The gateway, composed: from what keeps an event to what lets it in. Closing goes the other way,
 * so that nothing is accepted that could not be kept.
 */
public final class Gateway implements AutoCloseable {

  private final Edge edge;
  private final Reloading reloading;
  private final Opened opened;

  private Gateway(Edge edge, Reloading reloading, Opened opened) {
    this.edge = edge;
    this.reloading = reloading;
    this.opened = opened;
  }

  public static Gateway start(GatewayConfig config) {
    Opened opened = new Opened();
    try {
      return compose(config, opened);
    } catch (RuntimeException e) {
      opened.close();
      throw e;
    }
  }

  private static Gateway compose(GatewayConfig config, Opened opened) {
    // Read again: from here on no change is missed, and there was time for one.
    Path path = config.file().file();
    Reading first = Reading.first(path, () -> ConfigFile.load(path));
    Config begun = first.loaded() instanceof Loaded.Ready ready ? ready.config() : config.file();
    Edge.refuseIfOpenToAll(config.address(), Keys.of(begun));
    List.of(new JvmMemoryMetrics(), new JvmThreadMetrics(), new ProcessorMetrics())
        .forEach(binder -> binder.bindTo(config.meters()));

    Latest file = new Latest(begun);
    EventReader reader = new EventReader(config.clock());
    QueuedThreadPool threads = Edge.threads();
    JournalSide kept = JournalSide.open(config, file, opened);
    InForce inForce = new InForce(file, reader, kept.journal());
    EngineSide engine = EngineSide.open(config, file, inForce, kept, threads, opened);
    Reloading reloading =
        opened.add(
            new Reloading(
                inForce,
                first,
                each -> objection(config.address(), each, engine),
                new ConfigNotes(kept.journal(), kept.numbers())::of,
                config.clock(),
                config.meters()));
    EdgeSide door = EdgeSide.of(config, reader, threads, inForce, kept, engine, reloading);

    engine.start(kept.journal());
    kept.start();
    reloading.start();
    Edge edge = door.open(config, inForce, threads, opened);
    engine.messages().start(URI.create(edge.url()));
    return new Gateway(edge, reloading, opened);
  }

  /** Why this process cannot take a good file. */
  private static Optional<String> objection(Edge.Address address, Config file, EngineSide engine) {
    try {
      Edge.refuseIfOpenToAll(address, Keys.of(file));
    } catch (IllegalArgumentException openToAll) {
      return Optional.ofNullable(openToAll.getMessage());
    }
    return engine.objection(file);
  }

  public int port() {
    return edge.port();
  }

  /** What it answers, as {@code "GET /v1/events read"}: method, path and role. */
  public List<String> routes() {
    return edge.routes();
  }

  /** The base URL, without a slash at its end. */
  public String url() {
    return edge.url();
  }

  @Override
  public void close() {
    opened.close();
  }

  /** Reads the configuration as it stands now, without waiting until it has settled. */
  void reload() {
    reloading.load();
  }
}
