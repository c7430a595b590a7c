package dev.sluice.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;

/** Which of the two JSON shapes of an event a file has. */
public final class EventBody {

  private static final ObjectMapper JSON = new ObjectMapper();

  private EventBody() {}

  /** CloudEvents where it says so itself; all else is for the gateway's reader to judge. */
  public static String contentType(byte[] body) {
    try {
      return JSON.readTree(body).has("specversion")
          ? "application/cloudevents+json"
          : "application/json";
    } catch (IOException e) {
      return "application/json";
    }
  }
}
