package dev.sluice.gateway.config;

import dev.sluice.codec.BadKey;
import dev.sluice.codec.EncryptionKey;
import dev.sluice.codec.Keyring;
import dev.sluice.gateway.config.Config.Encryption;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads {@code encryption:}, the keys of what Temporal keeps, and whose pages may have it read. */
final class EncryptionReader {

  private final SecretReader secrets;
  private final List<EncryptionKey> keys = new ArrayList<>();

  EncryptionReader(SecretReader secrets) {
    this.secrets = secrets;
  }

  Encryption read(Section section) {
    section
        .required("keys")
        .ifPresent(
            value -> {
              List<Value> items = value.list().orElse(List.of());
              if (value.isList() && items.isEmpty()) {
                value.refuse("names no key, so that nothing could be encrypted", BadKey.HINT);
              }
              items.forEach(item -> item.section().flatMap(this::key).ifPresent(keys::add));
            });
    Set<String> origins = section.optional("origins").flatMap(OriginReader::read).orElse(Set.of());
    section.close();
    return new Encryption(new Keyring(keys), origins);
  }

  private Optional<EncryptionKey> key(Section section) {
    Optional<String> id = section.required("id").flatMap(this::unused);
    Optional<Value> secret = section.required("secret");
    Optional<EncryptionKey> key =
        secret.flatMap(value -> secrets.read(value).flatMap(bytes -> key(value, id, bytes)));
    section.close();
    return key;
  }

  private Optional<String> unused(Value value) {
    return value
        .text()
        .flatMap(
            id -> {
              if (!EncryptionKey.isId(id)) {
                return value.refuse(
                    "'" + id + "' is no name of a key",
                    "letters, digits, '.', '_' and '-', at most 64");
              }
              return keys.stream().anyMatch(key -> key.id().equals(id))
                  ? value.refuse("another key has the id '" + id + "'", null)
                  : Optional.of(id);
            });
  }

  /** A key whose id is refused is still looked at: every error is told at once. */
  private Optional<EncryptionKey> key(Value value, Optional<String> id, byte[] secret) {
    String base64 = new String(secret, StandardCharsets.UTF_8).strip();
    try {
      EncryptionKey key = EncryptionKey.of(id.orElse("unnamed"), base64);
      if (keys.stream().anyMatch(key::hasSecretOf)) {
        return value.refuse("another id has the same key", "give each id its own");
      }
      return id.map(name -> key);
    } catch (BadKey e) {
      return value.refuse(String.valueOf(e.getMessage()), BadKey.HINT);
    }
  }
}
