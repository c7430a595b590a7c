package dev.sluice.sandbox.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.sluice.sandbox.hash.Sha256;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;

/** A changing call as it came: its key, the id in its path, its body, and what tells it apart. */
public record Incoming(String key, Optional<String> id, Fields body, String fingerprint) {

  private static final int LARGEST_BODY = 1024 * 1024;
  private static final int LONGEST_KEY = 512;

  static Incoming of(Context ctx) {
    String key = key(ctx);
    JsonNode body = body(ctx);
    return new Incoming(
        key,
        Optional.ofNullable(ctx.pathParamMap().get("id")),
        Fields.of(body),
        Sha256.hex(ctx.method() + "\n" + ctx.path() + "\n" + Json.canonical(body)));
  }

  /** The id in the path; for routes that have one. */
  public String thing() {
    return id.orElseThrow();
  }

  private static String key(Context ctx) {
    String key = Optional.ofNullable(ctx.header("Idempotency-Key")).orElse("").strip();
    if (key.length() >= 2 && key.startsWith("\"") && key.endsWith("\"")) {
      key = key.substring(1, key.length() - 1);
    }
    if (key.isBlank()) {
      throw Problem.of(
          400,
          "missing-idempotency-key",
          "The call has no key",
          "a call that changes something needs the header Idempotency-Key");
    }
    if (key.length() > LONGEST_KEY) {
      throw Problem.of(
          400,
          "invalid-idempotency-key",
          "The key is too long",
          "an Idempotency-Key has at most %d characters".formatted(LONGEST_KEY));
    }
    return key;
  }

  private static JsonNode body(Context ctx) {
    byte[] bytes = bytes(ctx);
    if (bytes.length == 0 && ctx.pathParamMap().containsKey("id")) {
      return JsonNodeFactory.instance.objectNode();
    }
    String type =
        Optional.ofNullable(ctx.contentType()).orElse("").toLowerCase(Locale.ROOT).strip();
    if (bytes.length > 0 && !type.matches("application/([a-z0-9.-]+\\+)?json(\\s*;.*)?")) {
      throw Problem.of(
          415, "unsupported-media-type", "Not JSON", "the body must be application/json");
    }
    JsonNode body = Json.read(bytes);
    Fields.of(body).check();
    return body;
  }

  private static byte[] bytes(Context ctx) {
    try {
      byte[] bytes = ctx.req().getInputStream().readNBytes(LARGEST_BODY + 1);
      if (bytes.length > LARGEST_BODY) {
        throw Problem.of(413, "too-large", "The body is too large", "a body has at most 1 MiB");
      }
      return bytes;
    } catch (IOException e) {
      throw Problem.of(
          400, "unreadable-body", "The body could not be read", "the body ended too early");
    }
  }
}
