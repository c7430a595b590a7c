package dev.sluice.gateway.dispatch;

import dev.sluice.gateway.dispatch.Reply.Fault;
import dev.sluice.gateway.journal.Backlog;
import dev.sluice.gateway.journal.Held;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** What the dispatcher tells about itself. */
final class DispatchMeters {

  private final MeterRegistry meters;
  private final Backlog backlog;
  private final Clock clock;
  private final Timer latency;
  private volatile Backlog.Size size = new Backlog.Size(0, 0, null);

  DispatchMeters(MeterRegistry meters, Backlog backlog, Lanes lanes, Clock clock) {
    this.meters = meters;
    this.backlog = backlog;
    this.clock = clock;
    this.latency =
        Timer.builder("sluice.dispatch.latency")
            .description("from the event's commit to its verdict's")
            .register(meters);
    Gauge.builder("sluice.dispatch.inflight", lanes, Lanes::inFlight).register(meters);
    Gauge.builder("sluice.dispatch.inflight.limit", lanes, Lanes::inFlightLimit).register(meters);
    Gauge.builder("sluice.backlog", this, self -> self.size.count()).register(meters);
    TimeGauge.builder("sluice.backlog.oldest", this, TimeUnit.SECONDS, DispatchMeters::oldest)
        .register(meters);
  }

  /** Counting a long backlog takes a while: not for every scrape. */
  void refresh() {
    size = backlog.size();
  }

  void ended(Held work) {
    latency.record(Duration.between(work.acceptedAt(), clock.instant()));
  }

  void fault(Fault fault) {
    Counter.builder("sluice.engine.errors")
        .tag("kind", fault.kind().name())
        .register(meters)
        .increment();
  }

  private double oldest() {
    return size.oldest() == null
        ? 0
        : Duration.between(size.oldest(), clock.instant()).toMillis() / 1000.0;
  }
}
