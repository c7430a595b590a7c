package dev.sluice.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.failure.v1.Failure;
import io.temporal.common.converter.DataConverter;
import io.temporal.common.converter.DefaultDataConverter;
import io.temporal.failure.ApplicationFailure;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EncryptedPayloadsTest {

  private static final DataConverter PLAIN = DefaultDataConverter.newDefaultInstance();
  private static final String TEXT = "ada@example.org";

  private final EncryptionKey old = key("2025-11", 1);
  private final EncryptionKey newest = key("2026-11", 2);

  private static EncryptionKey key(String id, int filled) {
    byte[] secret = new byte[32];
    Arrays.fill(secret, (byte) filled);
    return EncryptionKey.of(id, Base64.getEncoder().encodeToString(secret));
  }

  private static EncryptedPayloads under(EncryptionKey... keys) {
    return EncryptedPayloads.under(new Keyring(List.of(keys)));
  }

  private static Payload payload() {
    return PLAIN.toPayload(TEXT).orElseThrow();
  }

  private static Payload encode(EncryptedPayloads codec) {
    return codec.encode(List.of(payload())).get(0);
  }

  @Test
  void whatWasEncryptedIsReadAsItWas() {
    Payload encrypted = encode(under(newest));

    assertThat(encrypted.toString()).doesNotContain("ada@", "json/plain");
    assertThat(encrypted.getMetadataMap())
        .containsEntry("encoding", ByteString.copyFromUtf8("binary/encrypted"))
        .containsEntry("encryption-key-id", ByteString.copyFromUtf8("2026-11"));
    assertThat(under(newest).decode(List.of(encrypted))).containsExactly(payload());
  }

  @Test
  void theFirstKeyEncryptsAndAllDecrypt() {
    Payload before = encode(under(old));
    EncryptedPayloads rotated = under(newest, old);
    Payload after = encode(rotated);

    assertThat(after.getMetadataOrThrow("encryption-key-id").toStringUtf8()).isEqualTo("2026-11");
    assertThat(rotated.decode(List.of(before, after))).containsExactly(payload(), payload());
    assertThat(under(old, newest).decode(List.of(after))).containsExactly(payload());
  }

  @Test
  void aKeyThatIsNotOursIsNamedAndTheDataIsNot() {
    Payload encrypted = encode(under(old));

    assertThatThrownBy(() -> under(newest).decode(List.of(encrypted)))
        .isInstanceOf(CannotDecrypt.class)
        .hasMessage(
            "The payload is encrypted under the key \"2025-11\", which encryption.keys of this"
                + " configuration does not have.");
    assertThatThrownBy(() -> EncryptedPayloads.under(Keyring.NONE).decode(List.of(encrypted)))
        .hasMessageContaining("\"2025-11\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "\u001b[31m", "../x"})
  void aNameThatIsNoneIsNotRepeated(String id) {
    Payload encrypted =
        encode(under(old)).toBuilder()
            .putMetadata("encryption-key-id", ByteString.copyFromUtf8(id))
            .build();
    assertThatThrownBy(() -> under(old).decode(List.of(encrypted)))
        .hasMessageContaining("a key whose name is none of ours");
  }

  @Test
  void whatWasChangedDoesNotDecrypt() {
    Payload encrypted = encode(under(newest));
    byte[] bytes = encrypted.getData().toByteArray();
    for (int i = 0; i < bytes.length; i++) {
      byte[] changed = bytes.clone();
      changed[i] ^= 1;
      assertRefused(encrypted.toBuilder().setData(ByteString.copyFrom(changed)).build());
    }
    for (int length : new int[] {0, 5, 12, 27, bytes.length - 1}) {
      assertRefused(encrypted.toBuilder().setData(ByteString.copyFrom(bytes, 0, length)).build());
    }
  }

  private void assertRefused(Payload payload) {
    assertThatThrownBy(() -> under(newest).decode(List.of(payload)))
        .isInstanceOf(CannotDecrypt.class)
        .hasMessageContaining("\"2026-11\": it was changed");
  }

  @Test
  void aKeyOfAnotherNameDoesNotReadIt() {
    EncryptionKey renamed = key("renamed", 2);
    Payload encrypted =
        encode(under(newest)).toBuilder()
            .putMetadata("encryption-key-id", ByteString.copyFromUtf8("renamed"))
            .build();
    assertThatThrownBy(() -> under(renamed).decode(List.of(encrypted)))
        .isInstanceOf(CannotDecrypt.class);
  }

  @Test
  void noNonceIsUsedTwice() {
    EncryptedPayloads codec = under(newest);
    Set<ByteString> nonces = new HashSet<>();
    for (int i = 0; i < 10_000; i++) {
      nonces.add(encode(codec).getData().substring(0, 12));
    }
    assertThat(nonces).hasSize(10_000);
  }

  @Test
  void whatIsNotEncryptedIsReadAsItIs() {
    assertThat(under(newest).decode(List.of(payload()))).containsExactly(payload());
  }

  @Test
  void withoutKeysNothingIsEncrypted() {
    assertThat(encode(EncryptedPayloads.under(Keyring.NONE))).isEqualTo(payload());
  }

  @Test
  void keysAreThoseOfTheMoment() {
    AtomicReference<Keyring> keys = new AtomicReference<>(Keyring.NONE);
    EncryptedPayloads codec = new EncryptedPayloads(keys::get);
    assertThat(encode(codec)).isEqualTo(payload());

    keys.set(new Keyring(List.of(newest)));

    assertThat(encode(codec)).isNotEqualTo(payload());
  }

  @Test
  void messagesAndStackTracesOfFailuresAreEncrypted() {
    DataConverter converter = under(newest).over(PLAIN);
    Failure failure =
        converter.exceptionToFailure(
            ApplicationFailure.newFailureWithCause(
                TEXT, "declined", new IllegalStateException(TEXT), TEXT));

    assertThat(failure.toString()).doesNotContain("ada@", "EncryptedPayloadsTest");
    assertThat(converter.failureToException(failure))
        .isInstanceOfSatisfying(
            ApplicationFailure.class,
            read -> {
              assertThat(read.getOriginalMessage()).isEqualTo(TEXT);
              assertThat(read.getDetails().get(String.class)).isEqualTo(TEXT);
              assertThat(read.getCause()).hasMessageContaining(TEXT);
              assertThat(read.getStackTrace()).isNotEmpty();
            });
  }

  @Test
  void withoutKeysFailuresAreAsTheyWere() {
    RuntimeException thrown = ApplicationFailure.newFailure(TEXT, "declined");
    assertThat(
            EncryptedPayloads.under(Keyring.NONE)
                .over(PLAIN)
                .exceptionToFailure(thrown)
                .getMessage())
        .isEqualTo(TEXT);
  }

  @ParameterizedTest
  @CsvSource({
    "'', 'the key has 0 bits, not 256'",
    "c2hvcnQ=, 'the key has 40 bits, not 256'",
    "not base64!, the key is not base64",
  })
  void aTextThatIsNoKeyIsNotRepeated(String text, String reason) {
    assertThatThrownBy(() -> EncryptionKey.of("a", text))
        .isInstanceOf(BadKey.class)
        .hasMessage(reason)
        .hasNoCause();
  }

  @Test
  void aKeyIsNeverShown() {
    String secret = Base64.getEncoder().encodeToString(new byte[32]);
    EncryptionKey key = EncryptionKey.of("zeros", secret);
    assertThat(new Keyring(List.of(key)).toString())
        .contains("zeros")
        .doesNotContain(secret, "AAA");
    assertThat(new SecretReferences.Found.Secret(secret).toString()).doesNotContain(secret);
  }
}
