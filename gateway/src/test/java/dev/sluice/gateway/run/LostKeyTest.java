package dev.sluice.gateway.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.codec.EncryptedPayloads;
import dev.sluice.codec.EncryptionKey;
import dev.sluice.codec.Keyring;
import dev.sluice.gateway.dispatch.InProcessTemporal;
import dev.sluice.gateway.dispatch.Rig;
import dev.sluice.gateway.event.Event;
import dev.sluice.gateway.journal.RunBook;
import dev.sluice.gateway.journal.Verdict.Kind;
import dev.sluice.gateway.journal.Verdict.RunStatus;
import io.temporal.client.WorkflowStub;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run can be looked at when its key is gone: then nothing of what it says is shown. */
class LostKeyTest {

  private static final EncryptionKey OLD = key("old", 1);
  private static final EncryptionKey NEW = key("new", 2);

  @TempDir Path folder;
  private final AtomicReference<Keyring> keys = new AtomicReference<>(new Keyring(List.of(OLD)));
  private InProcessTemporal temporal;
  private Rig rig;

  private static EncryptionKey key(String id, int filled) {
    byte[] secret = new byte[32];
    Arrays.fill(secret, (byte) filled);
    return EncryptionKey.of(id, Base64.getEncoder().encodeToString(secret));
  }

  @BeforeEach
  void open() throws Exception {
    temporal = InProcessTemporal.start();
    rig = Rig.encrypted(folder, temporal.address(), new EncryptedPayloads(keys::get)).start();
  }

  @AfterEach
  void close() {
    rig.close();
    temporal.close();
  }

  @Test
  void aRunIsShownWithoutItsWords() throws Exception {
    Event placed = rig.post("order.placed", "w-1");
    rig.awaitVerdict(placed, Kind.started);
    WorkflowStub stub = rig.engine.client("").newUntypedWorkflowStub("w-1");
    try (AutoCloseable worker = rig.worker()) {
      assertThat(worker).isNotNull();
      LiveRun open = new Looking(run(), stub).look();
      assertThat(open.summary()).contains("order.placed");
      assertThat(open.details()).isEqualTo("waiting for w-1");
      assertThat(open.progress()).isNotNull();
      stub.signal("finish");
      assertThat(stub.getResult(JsonNode.class).path("input").asText()).contains("w-1");
    }
    keys.set(Keyring.NONE);

    LiveRun over = new Looking(run(), stub).look();

    assertThat(over.status()).isEqualTo(RunStatus.completed);
    assertThat(over.summary()).isNull();
    assertThat(over.details()).isNull();
    assertThat(over.progress()).isNull();
    assertThat(over.result()).isNull();
  }

  @Test
  void aRunWhoseKeyWasRotatedIsShownWholeAndWithoutTheOldOneInPart() throws Exception {
    Event placed = rig.post("order.placed", "w-1");
    rig.awaitVerdict(placed, Kind.started);
    keys.set(new Keyring(List.of(NEW, OLD)));
    WorkflowStub stub = rig.engine.client("").newUntypedWorkflowStub("w-1");
    try (AutoCloseable worker = rig.worker()) {
      assertThat(worker).isNotNull();
      stub.signal("finish");
      assertThat(stub.getResult(JsonNode.class).path("input").asText()).contains("w-1");
      LiveRun over = new Looking(run(), stub).look();
      assertThat(over.summary()).contains("order.placed");
      assertThat(over.progress()).isNotNull();
      assertThat(over.result()).isNotNull();
    }
    keys.set(new Keyring(List.of(NEW)));

    LiveRun part = new Looking(run(), stub).look();

    assertThat(part.status()).isEqualTo(RunStatus.completed);
    assertThat(part.summary()).isNull();
    assertThat(part.result()).isNotNull();
  }

  private RunBook.Run run() {
    return rig.journal.runs().find("w-1").orElseThrow();
  }
}
