package dev.sluice.codec;

import io.temporal.payload.context.HasWorkflowSerializationContext;
import java.util.Optional;

/**
 * Which key encrypts, and which one an encrypted payload names. Here a subject's own key can be had
 * by the run that writes. Asked for each payload, by many threads.
 */
public interface Keys {

  /**
   * For what Temporal's SDK writes without telling of which run it is. Empty: it stays as it is.
   */
  Optional<EncryptionKey> shared();

  /** For what belongs to this run: namespace and workflow id are known, also at its start. */
  Optional<EncryptionKey> ofRun(HasWorkflowSerializationContext run);

  /** Empty where there never was such a key, or where it was erased. */
  Optional<EncryptionKey> find(String id);
}
