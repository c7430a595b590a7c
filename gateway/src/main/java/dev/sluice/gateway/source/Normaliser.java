package dev.sluice.gateway.source;

import dev.sluice.gateway.event.Data;
import dev.sluice.gateway.event.Event;
import dev.sluice.gateway.event.EventReader;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/**
 * Makes an event of a delivery that is believed. It is never refused for its shape: what is not
 * known has the type {@code <provider>.unknown} and the hash of its body as id. Safe for many
 * threads.
 */
public final class Normaliser {

  private final EventReader reader;

  public Normaliser(EventReader reader) {
    this.reader = reader;
  }

  /**
   * The body, decoded.
   *
   * @throws dev.sluice.gateway.event.Malformed for JSON that is none
   */
  public Data data(Source source, Delivery delivery) {
    return Content.of(source.kind(), delivery);
  }

  public Event event(Source source, Delivery delivery, Data data) {
    Map<String, Object> attributes = new HashMap<>();
    attributes.put("specversion", "1.0");
    attributes.put("id", hash(delivery.body()));
    attributes.put("source", source.path());
    attributes.put("type", source.provider() + ".unknown");
    String contentType = data.contentType();
    if (contentType != null) {
      attributes.put("datacontenttype", contentType);
    }
    return reader.mapped(attributes, data, delivery.request());
  }

  private static String hash(byte[] body) {
    try {
      return "sha256:"
          + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }
}
