package dev.sluice.activities.order;

import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;

/** A carrier whose one parcel is where the test puts it. */
final class Carrier implements AutoCloseable {

  private final MockWebServer server = new MockWebServer();
  private final AtomicInteger looks = new AtomicInteger();
  private volatile MockResponse answer = state("booked");

  Carrier() throws Exception {
    server.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) {
            looks.incrementAndGet();
            return answer;
          }
        });
    server.start();
  }

  private static MockResponse state(String state) {
    return new MockResponse.Builder()
        .body(
            "{\"bookingId\":\"b-1\",\"state\":\""
                + state
                + "\",\"handedOverAt\":"
                + (state.equals("handedOver") ? "\"2026-11-21T10:00:00Z\"" : "null")
                + "}")
        .build();
  }

  void parcelIs(String state) {
    answer = state(state);
  }

  void answers(int status) {
    answer = new MockResponse.Builder().code(status).build();
  }

  int looks() {
    return looks.get();
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getPort());
  }

  @Override
  public void close() {
    server.close();
  }
}
