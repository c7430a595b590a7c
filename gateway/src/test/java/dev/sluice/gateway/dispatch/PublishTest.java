package dev.sluice.gateway.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.gateway.event.Event;
import dev.sluice.gateway.journal.EventQuery;
import dev.sluice.gateway.journal.Reasons;
import dev.sluice.gateway.journal.StoredEvent;
import dev.sluice.gateway.journal.Verdict;
import dev.sluice.gateway.journal.Verdict.Kind;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events that routes make of events need no engine: here is none. */
class PublishTest {

  @TempDir Path folder;
  private Rig rig;

  @BeforeEach
  void open() {
    rig = rig(Failpoint.NONE).start();
  }

  @AfterEach
  void close() {
    rig.close();
  }

  private Rig rig(Failpoint failpoint) {
    return new Rig(folder, "127.0.0.1:1", true, failpoint);
  }

  @Test
  void theNewEventIsCausedByTheOldOneAndGoesItsOwnWay() {
    Event cause = rig.post("order.told", "order-1");

    Verdict verdict = rig.awaitVerdict(cause, Kind.published);
    assertThat(verdict.workflowId()).isNull();
    StoredEvent made = all("order.noted").get(0);
    Event event = made.event();
    assertThat(event.id()).isEqualTo(cause.eid() + "/order");
    assertThat(event.source()).isEqualTo("/routes/order");
    assertThat(event.causationId()).isEqualTo(cause.eid().toString());
    assertThat(event.correlationId()).isEqualTo(cause.correlationId());
    assertThat(event.traceparent()).isEqualTo(cause.traceparent());
    assertThat(event.priority()).isEqualTo(cause.priority());
    assertThat(event.time()).isEqualTo(cause.time());
    assertThat(event.chain()).isEqualTo(1);
    assertThat(new String(event.data().bytes(), StandardCharsets.UTF_8)).isEqualTo("{\"heard\":1}");
    assertThat(made.verdicts().get(0).workflowId()).isEqualTo("order-1");
  }

  @Test
  void aCrashBeforeTheMarkPublishesNothingTwice() {
    rig.close();
    AtomicInteger crashes = new AtomicInteger();
    rig =
        rig((step, work) -> {
              if (step == Failpoint.Step.beforeMark && work.event().type().endsWith("told")) {
                crashes.incrementAndGet();
                throw new IllegalStateException("crash");
              }
            })
            .start();
    Event cause = rig.post("order.told", "order-1");
    await().atMost(Duration.ofSeconds(10)).until(() -> crashes.get() >= 2);
    rig.close();
    rig = rig(Failpoint.NONE).start();

    rig.awaitVerdict(cause, Kind.published);
    assertThat(all("order.noted")).hasSize(1);
  }

  @Test
  void aRouteThatFeedsItselfEndsInADeadLetter() {
    Event first = rig.post("order.echoed", "order-1");

    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(all("order.echoed")).hasSize(Event.MAX_CHAIN + 2));
    Verdict last = all("order.echoed").get(0).verdicts().get(0);
    assertThat(last.kind()).isEqualTo(Kind.dead);
    assertThat(last.reason()).isEqualTo(Reasons.CAUSATION_TOO_LONG);
    assertThat(rig.verdict(first).kind()).isEqualTo(Kind.published);
  }

  @Test
  void whatWouldBeNoEventIsADeadLetter() {
    Verdict dead = rig.awaitVerdict(rig.post("order.garbled", "order-1"), Kind.dead);
    assertThat(dead.reason()).isEqualTo(Reasons.PUBLISH_REFUSED);
    assertThat(dead.lastError()).contains("type");
  }

  /** Newest first. */
  private List<StoredEvent> all(String type) {
    return rig.journal
        .events(new EventQuery(type, null, null, null, null, null, null, null, null, 1_000, null))
        .items();
  }
}
