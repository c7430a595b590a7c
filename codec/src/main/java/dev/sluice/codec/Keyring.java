package dev.sluice.codec;

import java.util.List;
import java.util.Optional;

/** The keys that are known: the first encrypts, all decrypt. Without any, nothing is encrypted. */
public record Keyring(List<EncryptionKey> keys) {

  public static final Keyring NONE = new Keyring(List.of());

  public Keyring {
    keys = List.copyOf(keys);
  }

  boolean encrypts() {
    return !keys.isEmpty();
  }

  Optional<EncryptionKey> first() {
    return keys.stream().findFirst();
  }

  Optional<EncryptionKey> find(String id) {
    return keys.stream().filter(key -> key.id().equals(id)).findFirst();
  }
}
