package dev.sluice.gateway.dispatch;

import io.temporal.testserver.TestServer;
import io.temporal.testserver.TestServer.PortBoundTestServer;
import java.io.IOException;
import java.net.ServerSocket;

/** Against the in-process engine. */
class ActsInProcessTest extends ActsSuite {

  @Override
  Server openServer() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    PortBoundTestServer server = TestServer.createPortBoundServer(port, true);
    String address = "127.0.0.1:" + port;
    TestAttributes.register(address);
    return new Server(address, server);
  }

  @Override
  boolean inProcess() {
    return true;
  }
}
