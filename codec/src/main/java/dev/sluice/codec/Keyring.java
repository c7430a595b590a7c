package dev.sluice.codec;

import io.temporal.payload.context.HasWorkflowSerializationContext;
import java.util.List;
import java.util.Optional;

/** The keys that are known: the first encrypts, all decrypt. Without any, nothing is encrypted. */
public record Keyring(List<EncryptionKey> keys) implements Keys {

  public static final Keyring NONE = new Keyring(List.of());

  public Keyring {
    keys = List.copyOf(keys);
  }

  @Override
  public Optional<EncryptionKey> shared() {
    return keys.stream().findFirst();
  }

  @Override
  public Optional<EncryptionKey> ofRun(HasWorkflowSerializationContext run) {
    return shared();
  }

  @Override
  public Optional<EncryptionKey> find(String id) {
    return keys.stream().filter(key -> key.id().equals(id)).findFirst();
  }
}
