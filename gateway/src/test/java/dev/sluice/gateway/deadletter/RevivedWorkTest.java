package dev.sluice.gateway.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.gateway.dispatch.InProcessTemporal;
import dev.sluice.gateway.dispatch.Rig;
import dev.sluice.gateway.event.Event;
import dev.sluice.gateway.journal.Redriven;
import dev.sluice.gateway.journal.Verdict.Kind;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A dead letter held again is dispatched, by this process or by the next. */
class RevivedWorkTest {

  @TempDir Path folder;

  private InProcessTemporal temporal;

  @BeforeEach
  void startTemporal() throws IOException {
    temporal = InProcessTemporal.start();
  }

  @AfterEach
  void stopTemporal() {
    temporal.close();
  }

  @Test
  void itIsDispatchedAtOnceAlsoWhenItDiesAgain() {
    try (Rig rig = Rig.inProcess(folder, temporal.address()).start()) {
      Event note = rig.post("order.noted.now", "order-1");
      rig.awaitVerdict(note, Kind.dead);
      int attempts = rig.verdict(note).attempts();

      assertThat(rig.redrive(note)).isInstanceOf(Redriven.Again.class);
      await().until(() -> rig.verdict(note).attempts() > attempts);
      assertThat(rig.awaitVerdict(note, Kind.dead).reason()).isEqualTo("workflowAbsent");

      rig.awaitVerdict(rig.post("order.placed", "order-1"), Kind.started);
      assertThat(rig.redrive(note)).isInstanceOf(Redriven.Again.class);
      rig.awaitVerdict(note, Kind.signalled);
    }
  }

  @Test
  void whatACrashLeftHeldIsDispatchedByTheNextProcess() {
    Event note;
    try (Rig rig = new Rig(folder, temporal.address(), false, (step, work) -> {}).start()) {
      note = rig.post("order.noted.now", "order-1");
      rig.awaitVerdict(note, Kind.dead);
      rig.awaitVerdict(rig.post("order.placed", "order-1"), Kind.started);
    }
    try (Rig rig = new Rig(folder, temporal.address(), false, (step, work) -> {})) {
      assertThat(rig.redrive(note)).isInstanceOf(Redriven.Again.class);
      assertThat(rig.verdict(note).kind()).isEqualTo(Kind.held);
    }
    try (Rig rig = new Rig(folder, temporal.address(), false, (step, work) -> {}).start()) {
      rig.awaitVerdict(note, Kind.signalled);
    }
  }
}
