package dev.sluice.codec;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.temporal.api.common.v1.Payload;
import io.temporal.common.converter.CodecDataConverter;
import io.temporal.common.converter.DataConverter;
import io.temporal.payload.codec.PayloadCodec;
import io.temporal.payload.context.HasWorkflowSerializationContext;
import io.temporal.payload.context.SerializationContext;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Encrypts payloads whole, metadata and all, under the key of their run, and writes that key's name
 * beside them. What is not encrypted is read as it is, so that runs from before go on. The keys are
 * looked up at each call. Safe for many threads.
 */
public final class EncryptedPayloads implements PayloadCodec {

  static final String ENCODING = "encoding";
  static final String CIPHER = "encryption-cipher";
  static final String KEY_ID = "encryption-key-id";

  private static final ByteString ENCRYPTED = ByteString.copyFromUtf8("binary/encrypted");
  private static final ByteString AES_256_GCM = ByteString.copyFromUtf8("AES-256-GCM");

  private final Supplier<? extends Keys> keys;
  private final Function<Keys, Optional<EncryptionKey>> forWriting;

  public EncryptedPayloads(Supplier<? extends Keys> keys) {
    this(keys, Keys::shared);
  }

  private EncryptedPayloads(
      Supplier<? extends Keys> keys, Function<Keys, Optional<EncryptionKey>> forWriting) {
    this.keys = keys;
    this.forWriting = forWriting;
  }

  public static EncryptedPayloads under(Keys keys) {
    return new EncryptedPayloads(() -> keys);
  }

  /**
   * A converter that encrypts what this one writes. Whether messages and stack traces of failures
   * are encrypted too is decided now: only workers write any, and their keys are those of their
   * start.
   */
  public DataConverter over(DataConverter plain) {
    return new CodecDataConverter(plain, List.of(this), keys.get().shared().isPresent());
  }

  /** The SDK tells it the run of most payloads that it writes; see decision 12 for the others. */
  @Override
  public EncryptedPayloads withContext(SerializationContext context) {
    return context instanceof HasWorkflowSerializationContext run
        ? new EncryptedPayloads(keys, known -> known.ofRun(run))
        : this;
  }

  @Override
  public List<Payload> encode(List<Payload> payloads) {
    return forWriting
        .apply(keys.get())
        .map(key -> payloads.stream().map(payload -> encrypted(payload, key)).toList())
        .orElse(payloads);
  }

  /**
   * @throws CannotDecrypt when one of them is encrypted and not under a key of ours
   */
  @Override
  public List<Payload> decode(List<Payload> payloads) {
    Keys known = keys.get();
    return payloads.stream().map(payload -> plain(payload, known)).toList();
  }

  private static Payload encrypted(Payload payload, EncryptionKey key) {
    return Payload.newBuilder()
        .putMetadata(ENCODING, ENCRYPTED)
        .putMetadata(CIPHER, AES_256_GCM)
        .putMetadata(KEY_ID, ByteString.copyFromUtf8(key.id()))
        .setData(ByteString.copyFrom(key.encrypt(payload.toByteArray())))
        .build();
  }

  private static Payload plain(Payload payload, Keys known) {
    if (!ENCRYPTED.equals(payload.getMetadataOrDefault(ENCODING, ByteString.EMPTY))) {
      return payload;
    }
    String id = payload.getMetadataOrDefault(KEY_ID, ByteString.EMPTY).toStringUtf8();
    EncryptionKey key = known.find(id).orElseThrow(() -> CannotDecrypt.unknownKey(id));
    try {
      return Payload.parseFrom(key.decrypt(payload.getData().toByteArray()));
    } catch (GeneralSecurityException | InvalidProtocolBufferException e) {
      // Its own words ("Tag mismatch") say less, and would be taken for the reason.
      throw CannotDecrypt.notOf(key);
    }
  }
}
