package dev.sluice.worker;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;

/** Takes events and tasks as the gateway does, and remembers them. */
final class Gateway implements AutoCloseable {

  private final List<RecordedRequest> requests = new CopyOnWriteArrayList<>();
  private final MockWebServer server = new MockWebServer();

  Gateway() throws Exception {
    server.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) {
            requests.add(request);
            return new MockResponse.Builder()
                .code(request.getMethod().equals("PUT") ? 200 : 202)
                .body("{\"eid\":\"e\"}")
                .build();
          }
        });
    server.start();
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getPort());
  }

  /** The types of the events that came, in order. */
  List<String> eventTypes() {
    List<String> types = new ArrayList<>();
    for (RecordedRequest request : requests) {
      if (request.getMethod().equals("POST")) {
        String body = request.getBody().utf8();
        types.add(body.replaceAll("(?s).*\"type\":\"([^\"]+)\".*", "$1"));
      }
    }
    return types;
  }

  List<RecordedRequest> requests() {
    return List.copyOf(requests);
  }

  @Override
  public void close() {
    server.close();
  }
}
