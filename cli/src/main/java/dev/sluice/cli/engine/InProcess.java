package dev.sluice.cli.engine;

import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.temporal.internal.testservice.GRPCServerHelper;
import io.temporal.internal.testservice.TestServicesStarter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * Temporal's test server in this process, in real time. It keeps every run in memory only. It is
 * put together here because the SDK's own {@code TestServer} listens on every interface.
 */
public final class InProcess implements Engine {

  private final TestServicesStarter services;
  private final Server server;
  private final Connection connection;

  private InProcess(TestServicesStarter services, Server server, Connection connection) {
    this.services = services;
    this.server = server;
    this.connection = connection;
  }

  static InProcess start(String namespace) {
    var realTime = true;
    var services = new TestServicesStarter(realTime, 0);
    var loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    var builder = NettyServerBuilder.forAddress(loopback);
    GRPCServerHelper.registerServicesAndHealthChecks(services.getServices(), builder);
    try {
      var server = builder.build().start();
      var connection = Connection.local("127.0.0.1:" + server.getPort(), namespace);
      SearchAttributes.register(connection);
      return new InProcess(services, server, connection);
    } catch (IOException e) {
      services.close();
      throw new UncheckedIOException("The in-process Temporal finds no free port", e);
    }
  }

  @Override
  public String kind() {
    return "in-process";
  }

  @Override
  public Connection connection() {
    return connection;
  }

  @Override
  public Optional<URI> ui() {
    return Optional.empty();
  }

  @Override
  public List<String> remarks() {
    return List.of(
        "Temporal runs inside this process: it has no UI, and its runs are lost at exit (the journal"
            + " is not; what was under way is started again).",
        "For the real one, put the `temporal` program on the PATH:"
            + " https://docs.temporal.io/cli/setup-cli (or set TEMPORAL_ADDRESS).");
  }

  @Override
  public void close() {
    server.shutdownNow();
    services.close();
  }
}
