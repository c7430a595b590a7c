package dev.sluice.gateway.dispatch;

import java.io.IOException;

/** Against the real Temporal dev server. */
class ActsOnRealServerTest extends ActsSuite {

  @Override
  Server openServer() throws IOException {
    TemporalProcess temporal =
        TemporalProcess.start(
            folder,
            "SluiceRoute=Keyword",
            "SluiceEventType=Keyword",
            "SluiceCorrelationId=Keyword",
            "SluiceState=Keyword",
            "SluiceStep=Keyword");
    return new Server(temporal.address(), temporal);
  }

  @Override
  boolean inProcess() {
    return false;
  }
}
