package dev.sluice.cli.engine;

import io.temporal.testserver.TestServer;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/** Temporal's test server in this process, in real time. It keeps every run in memory only. */
public final class InProcess implements Engine {

  private final TestServer.PortBoundTestServer server;
  private final Connection connection;

  private InProcess(TestServer.PortBoundTestServer server, Connection connection) {
    this.server = server;
    this.connection = connection;
  }

  static InProcess start(String namespace) {
    int port = Ports.free();
    var server = TestServer.createPortBoundServer(port, true);
    var connection = Connection.local("127.0.0.1:" + port, namespace);
    SearchAttributes.register(connection);
    return new InProcess(server, connection);
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
    server.close();
  }
}
