package dev.sluice.worker;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.sluice.codec.EncryptedPayloads;
import dev.sluice.codec.Keyring;
import io.temporal.common.converter.DataConverter;
import io.temporal.common.converter.DefaultDataConverter;
import io.temporal.common.converter.JacksonJsonPayloadConverter;

/**
 * How payloads are written and read: by the worker, and by the history check. A field that a newer
 * or older build knows and this one does not is passed over, so that both can be rolled out.
 */
public final class PayloadJson {

  private PayloadJson() {}

  public static ObjectMapper mapper() {
    return JacksonJsonPayloadConverter.newDefaultObjectMapper()
        .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
        .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS);
  }

  /** The same, encrypted where there are keys. */
  public static DataConverter converter(Keyring keys) {
    return EncryptedPayloads.under(keys).over(converter());
  }

  public static DataConverter converter() {
    return DefaultDataConverter.newDefaultInstance()
        .withPayloadConverterOverrides(new JacksonJsonPayloadConverter(mapper()));
  }
}
