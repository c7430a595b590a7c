package dev.sluice.gateway.event;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The payload: its bytes as received, and the JSON in them, parsed once, where they are JSON. The
 * bytes are never changed after construction, and two payloads are never compared by this record's
 * {@code equals}.
 */
@SuppressWarnings("ArrayRecordComponent")
public record Data(byte[] bytes, @Nullable String contentType, @Nullable JsonNode json) {

  /**
   * The payload as it is kept: {@code json} is there when the content type says JSON.
   *
   * @throws Malformed when the content type says JSON and the bytes do not
   */
  public static Data of(byte[] bytes, @Nullable String contentType) {
    boolean json =
        contentType != null
            && bytes.length > 0
            && MediaType.parse(contentType).map(MediaType::isJson).orElse(false);
    return new Data(bytes, contentType, json ? StrictJson.value(bytes) : null);
  }

  /**
   * The payload of a sender that cannot be told no: a type that is none counts as missing, and then
   * JSON is tried.
   *
   * @throws Malformed when the content type says JSON and the bytes do not
   */
  public static Data received(byte[] bytes, Optional<String> contentType) {
    return Payload.of(bytes, contentType.filter(type -> MediaType.parse(type).isPresent()));
  }
}
