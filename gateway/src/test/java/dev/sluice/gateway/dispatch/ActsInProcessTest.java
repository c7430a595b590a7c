package dev.sluice.gateway.dispatch;

import java.io.IOException;

/** Against the in-process engine. */
class ActsInProcessTest extends ActsSuite {

  @Override
  Server openServer() throws IOException {
    InProcessTemporal temporal = InProcessTemporal.start();
    return new Server(temporal.address(), temporal);
  }

  @Override
  boolean inProcess() {
    return true;
  }
}
