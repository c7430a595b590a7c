package dev.sluice.worker.risk;

import dev.sluice.codec.BadKey;
import dev.sluice.codec.EncryptionKey;
import dev.sluice.codec.Keyring;
import dev.sluice.codec.SecretReferences;
import dev.sluice.codec.SecretReferences.Found;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Reads {@code encryption.keys} of {@code sluice.yaml}, and of all secrets in it only theirs. The
 * first error refuses the file, with its place; {@code sluice check} lists all.
 */
public final class EncryptionFile {

  private final SecretReferences secrets;

  private EncryptionFile(SecretReferences secrets) {
    this.secrets = secrets;
  }

  /** Without an {@code encryption} section there are no keys. */
  public static Keyring read(Path file) {
    return read(file, name -> Optional.ofNullable(System.getenv(name)));
  }

  static Keyring read(Path file, Function<String, Optional<String>> environment) {
    SecretReferences secrets = new SecretReferences(file, environment, read -> {});
    return Yaml.root(file)
        .optional("encryption")
        .map(encryption -> encryption.required("keys"))
        .map(new EncryptionFile(secrets)::keys)
        .orElse(Keyring.NONE);
  }

  /** What would leave payloads readable, or name two keys alike, is refused here as well. */
  private Keyring keys(Yaml section) {
    List<EncryptionKey> keys = section.items().map(this::key).toList();
    if (keys.isEmpty()) {
      throw section.bad("names no key, so that nothing could be encrypted");
    }
    if (keys.stream().map(EncryptionKey::id).distinct().count() < keys.size()) {
      throw section.bad("two keys have the same id");
    }
    return new Keyring(keys);
  }

  private EncryptionKey key(Yaml key) {
    Yaml id = key.required("id");
    if (!EncryptionKey.isId(id.text())) {
      throw id.bad("\"" + id.text() + "\" is no name of a key");
    }
    Yaml secret = key.required("secret");
    Found found = secrets.find(secret.text());
    if (found instanceof Found.Nothing nothing) {
      throw secret.bad(nothing.reason());
    }
    try {
      return EncryptionKey.of(id.text(), ((Found.Secret) found).text().strip());
    } catch (BadKey e) {
      throw secret.bad(e.getMessage() + " (" + BadKey.HINT + ")");
    }
  }
}
