package dev.sluice.gateway.dispatch;

import io.temporal.testserver.TestServer;
import io.temporal.testserver.TestServer.PortBoundTestServer;
import java.io.IOException;
import java.net.ServerSocket;

/** The engine that lives in a process, in real time, with our search attributes. */
public final class InProcessTemporal implements AutoCloseable {

  private final String address;
  private final PortBoundTestServer server;

  private InProcessTemporal(int port) {
    address = "127.0.0.1:" + port;
    server = TestServer.createPortBoundServer(port, true);
    TestAttributes.register(address);
  }

  /** On a free port. */
  public static InProcessTemporal start() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    return new InProcessTemporal(port);
  }

  public String address() {
    return address;
  }

  @Override
  public void close() {
    server.close();
  }
}
